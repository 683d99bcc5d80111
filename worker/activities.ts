import { activityInfo } from '@temporalio/activity';
import type { Execution } from '../activities/execution.ts';
import { createInventoryActivities } from '../activities/inventory.ts';
import { createOrderActivities } from '../activities/orders.ts';
import type { Mailer } from '../activities/mailer.ts';
import type { PaymentGateway } from '../activities/payment-gateway.ts';
import { createPaymentActivities } from '../activities/payments.ts';
import { createPizzaActivities } from '../activities/pizzas.ts';
import { createSignalActivities, type SendSignal } from '../activities/signals.ts';
import { createStatusItemActivities, createStatusItemCommandActivities } from '../activities/status-items.ts';
import type { Store } from '../store/store.ts';

/** What the activities work with. */
export interface ActivityDeps {
  store: Store;
  gateway: PaymentGateway;
  mailer: Mailer;
  clock: () => Date;
  execution: () => Execution;
  simulatedFailureRate: number;
}

/** What the activities of commands work with: they wake the processes that they change. */
export interface InteractiveDeps extends ActivityDeps {
  sendSignal: SendSignal;
}

/** The activities of the long-running processes. */
export function createProcessActivities(deps: ActivityDeps) {
  return {
    ...createInventoryActivities(deps),
    ...createPaymentActivities(deps),
    ...createOrderActivities(deps),
    ...createStatusItemActivities(deps),
  };
}

/** The activities of the processes that somebody waits for. */
export function createInteractiveActivities(deps: InteractiveDeps) {
  return {
    ...createPizzaActivities(),
    ...createStatusItemCommandActivities(deps),
    ...createSignalActivities(deps),
  };
}

/** The execution of the activity that is running, as Temporal has it. */
export function temporalExecution(): Execution {
  const { namespace, workflowExecution, attempt } = activityInfo();
  if (!workflowExecution) throw new Error('This activity belongs to no workflow');
  return { namespace, ...workflowExecution, attempt };
}
