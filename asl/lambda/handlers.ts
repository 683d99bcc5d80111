import { AsyncLocalStorage } from 'node:async_hooks';
import { createBillingActivities } from '../../activities/billing.ts';
import { createBookStockActivities } from '../../activities/book-stock.ts';
import { createBookingCommandActivities } from '../../activities/booking-commands.ts';
import { createBookingMailActivities } from '../../activities/booking-mails.ts';
import { createBookingActivities } from '../../activities/bookings.ts';
import type { CallbackAnswers } from '../../activities/callback-answers.ts';
import { createCheckoutActivities } from '../../activities/checkouts.ts';
import { createDispatchActivities } from '../../activities/dispatch.ts';
import type { Execution } from '../../activities/execution.ts';
import { createFulfilmentActivities, type FulfilmentOrder } from '../../activities/fulfilment.ts';
import { createInventoryActivities } from '../../activities/inventory.ts';
import type { Mailer } from '../../activities/mailer.ts';
import { createOrderActivities } from '../../activities/orders.ts';
import type { PaymentGateway } from '../../activities/payment-gateway.ts';
import { createPaymentActivities } from '../../activities/payments.ts';
import { createPizzaActivities } from '../../activities/pizzas.ts';
import { createPointsActivities } from '../../activities/points.ts';
import {
  createStatusItemActivities,
  createStatusItemCommandActivities,
} from '../../activities/status-items.ts';
import { createWarehouseActivities } from '../../activities/warehouse.ts';
import type { Store } from '../../store/store.ts';
import { createMailboxActivities, type MailboxDeps } from './mailbox.ts';

/** What the activities work with when they run as Lambda functions. */
export interface LambdaDeps extends MailboxDeps {
  store: Store;
  clock: () => Date;
  gateway: PaymentGateway;
  mailer: Mailer;
  /** Answers the Tasks that wait for a token. */
  tokens: CallbackAnswers;
  /** Puts an order into the warehouse's queue. */
  enqueue: (order: FulfilmentOrder) => Promise<void>;
  simulatedFailureRate: number;
  /** How long the warehouse may take to prepare an order, in milliseconds. */
  preparationLimit: number;
  /** Ids of books that the warehouse finds no courier for. */
  refusedBooks: ReadonlySet<string>;
}

/** A Lambda function: the Task's arguments in, the result out, `null` for none. */
export type Handler = (input: never) => Promise<unknown>;

/** Every activity that the exported machines call, as a Lambda function of the same name. */
export function createHandlers(lambdaDeps: LambdaDeps) {
  const deps = {
    ...lambdaDeps,
    execution: taskExecution,
    callbackSecret: 'unused: Step Functions makes the tokens',
  };
  return handlers({
    ...createInventoryActivities(deps),
    ...createPaymentActivities(deps),
    ...createOrderActivities(deps),
    ...createPizzaActivities(),
    ...createBookingActivities(deps),
    ...createBookingMailActivities(deps),
    ...createBookingCommandActivities(deps),
    ...createStatusItemActivities(deps),
    ...createStatusItemCommandActivities(deps),
    ...createCheckoutActivities(deps),
    ...createPointsActivities(deps),
    ...createBookStockActivities(deps),
    ...createBillingActivities(deps),
    ...createFulfilmentActivities(deps),
    ...createDispatchActivities(deps),
    ...createWarehouseActivities({ ...deps, answers: deps.tokens }),
    ...createMailboxActivities(deps),
  });
}

/** The activities as Lambda functions. */
export function handlers<Name extends string>(
  activities: Record<Name, (input: never) => Promise<unknown>>,
): Record<Name, Handler> {
  const named = Object.entries<(input: never) => Promise<unknown>>(activities).map(
    ([name, activity]) => [name, handler(activity)] as const,
  );
  return Object.fromEntries(named) as Record<Name, Handler>;
}

/** Every Task tells its execution's name beside what it gives the activity. */
type TaskInput = Record<string, unknown> & { execution?: string };

const executionName = new AsyncLocalStorage<string | undefined>();

function handler(activity: (input: never) => Promise<unknown>): Handler {
  return async ({ execution, ...input }: TaskInput) => {
    try {
      return (await executionName.run(execution, () => activity(input as never))) ?? null;
    } catch (error) {
      throw asLambdaError(error);
    }
  };
}

/** The execution whose Task called. Step Functions does not tell the attempt, so each may be a later one. */
export function taskExecution(): Execution {
  const name = executionName.getStore();
  if (name === undefined) throw new Error('The Task did not tell its execution');
  return { namespace: 'step-functions', workflowId: name, runId: name, attempt: 2 };
}

/**
 * Lambda reports an error's `name`, its `message` and the lines of its `stack`: an `ApplicationFailure` goes by its type, as
 * it does on Temporal, and its details are the first line, where the Catch looks for them.
 */
export function asLambdaError(error: unknown): unknown {
  if (!(error instanceof Error) || !('type' in error) || typeof error.type !== 'string') return error;
  const named = new Error(error.message, { cause: error });
  named.name = error.type;
  const [details] = 'details' in error && Array.isArray(error.details) ? (error.details as unknown[]) : [];
  if (details !== undefined) named.stack = `details:${JSON.stringify(details)}\n${named.stack ?? ''}`;
  return named;
}
