import { AsyncLocalStorage } from 'node:async_hooks';
import type { Execution } from '../../activities/execution.ts';
import { createInventoryActivities, type InventoryDeps } from '../../activities/inventory.ts';
import { createOrderActivities, type OrderDeps } from '../../activities/orders.ts';
import { createPaymentActivities, type PaymentDeps } from '../../activities/payments.ts';
import { createPizzaActivities } from '../../activities/pizzas.ts';
import { createMailboxActivities, type MailboxDeps } from './mailbox.ts';

/** What the activities work with when they run as Lambda functions. */
export type LambdaDeps = Omit<InventoryDeps & PaymentDeps & OrderDeps & MailboxDeps, 'execution'>;

/** A Lambda function: the Task's arguments in, the result out, `null` for none. */
export type Handler = (input: never) => Promise<unknown>;

/** Every activity that the exported machines call, as a Lambda function of the same name. */
export function createHandlers(lambdaDeps: LambdaDeps) {
  const deps = { ...lambdaDeps, execution: taskExecution };
  return handlers({
    ...createInventoryActivities(deps),
    ...createPaymentActivities(deps),
    ...createOrderActivities(deps),
    ...createPizzaActivities(),
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

/** Lambda names an error after its `name`: an `ApplicationFailure` goes by its type, as it does on Temporal. */
function asLambdaError(error: unknown): unknown {
  if (!(error instanceof Error) || !('type' in error) || typeof error.type !== 'string') return error;
  const named = new Error(error.message, { cause: error });
  named.name = error.type;
  return named;
}
