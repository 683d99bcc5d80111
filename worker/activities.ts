import { activityInfo } from '@temporalio/activity';
import { createBillingActivities } from '../activities/billing.ts';
import { createBookStockActivities } from '../activities/book-stock.ts';
import { createCallbackActivities } from '../activities/callbacks.ts';
import { createCallbackAnswers } from '../activities/callback-answers.ts';
import { createCheckoutActivities } from '../activities/checkouts.ts';
import { createDispatchActivities } from '../activities/dispatch.ts';
import { createBookingCommandActivities } from '../activities/booking-commands.ts';
import { createBookingMailActivities } from '../activities/booking-mails.ts';
import { createBookingActivities } from '../activities/bookings.ts';
import type { Execution } from '../activities/execution.ts';
import { createFulfilmentActivities } from '../activities/fulfilment.ts';
import { createInventoryActivities } from '../activities/inventory.ts';
import { createOrderActivities } from '../activities/orders.ts';
import type { Mailer } from '../activities/mailer.ts';
import type { PaymentGateway } from '../activities/payment-gateway.ts';
import { createPaymentActivities } from '../activities/payments.ts';
import { createPizzaActivities } from '../activities/pizzas.ts';
import { createSignalActivities } from '../activities/signals.ts';
import { createStatusItemActivities, createStatusItemCommandActivities } from '../activities/status-items.ts';
import { createPointsActivities } from '../activities/points.ts';
import { createWarehouseActivities } from '../activities/warehouse.ts';
import type { ProcessClient } from '../client/process-client.ts';
import type { Store } from '../store/store.ts';

/** What the activities work with. */
export interface ActivityDeps {
  store: Store;
  gateway: PaymentGateway;
  mailer: Mailer;
  clock: () => Date;
  execution: () => Execution;
  simulatedFailureRate: number;
  /** Starts and signals other processes. */
  processes: Pick<ProcessClient, 'start' | 'signal'>;
  /** Makes the callbacks' tokens. */
  callbackSecret: string;
  /** How long the warehouse may take to prepare an order, in milliseconds. */
  preparationLimit: number;
  /** Ids of books that the warehouse finds no courier for. */
  refusedBooks: ReadonlySet<string>;
}

/** The activities of the long-running processes. */
export function createProcessActivities(deps: ActivityDeps) {
  return {
    ...createInventoryActivities(deps),
    ...createPaymentActivities(deps),
    ...createOrderActivities(deps),
    ...createBookingActivities(deps),
    ...createBookingMailActivities(deps),
    ...createStatusItemActivities(deps),
    ...createCheckoutActivities(deps),
    ...createPointsActivities(deps),
    ...createBookStockActivities(deps),
    ...createBillingActivities(deps),
    ...createCallbackActivities(deps),
    ...createFulfilmentActivities({
      ...deps,
      enqueue: async (order) => {
        await deps.processes.start('fulfilOrder', order);
      },
    }),
    ...createDispatchActivities(deps),
  };
}

/** The activities of the processes that somebody waits for. */
export function createInteractiveActivities(deps: ActivityDeps) {
  return {
    ...createPizzaActivities(),
    ...createBookingCommandActivities(deps),
    ...createStatusItemCommandActivities(deps),
    ...createSignalActivities({ sendSignal: deps.processes.signal }),
  };
}

/** The warehouse's activities. */
export function createWarehouseQueueActivities(deps: ActivityDeps) {
  const answers = createCallbackAnswers({ ...deps, sendSignal: deps.processes.signal });
  return { ...createWarehouseActivities({ ...deps, answers }) };
}

/** The execution of the activity that is running, as Temporal has it. */
export function temporalExecution(): Execution {
  const { namespace, workflowExecution, attempt } = activityInfo();
  if (!workflowExecution) throw new Error('This activity belongs to no workflow');
  return { namespace, ...workflowExecution, attempt };
}
