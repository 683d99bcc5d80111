import { ApplicationFailure } from '@temporalio/common';
import type { CallbackTarget } from '../store/callbacks.ts';
import type { Store } from '../store/store.ts';
import type { CallbackAnswer, CallbackTask } from '../workflows/patterns/callback.ts';
import { callbackToken, tokenHash } from './callback-token.ts';
import type { Execution } from './execution.ts';

export interface CallbackDeps {
  store: Pick<Store, 'callbacks'>;
  clock: () => Date;
  execution: () => Execution;
  /** Makes the tokens: `CALLBACK_SECRET`. */
  callbackSecret: string;
}

/** Where an answer goes: the wait that it is for, or the token itself where the engine made it. */
export type ReplyTo = CallbackTarget | { token: string };

/**
 * Opens the callback of `task`, for an activity that hands work to somebody outside.
 *
 * @throws ApplicationFailure `CallbackClosed` when the wait is over
 */
export async function openCallback(
  { store, clock, execution, callbackSecret }: CallbackDeps,
  task: CallbackTask,
): Promise<ReplyTo> {
  if (task.token !== undefined) return { token: task.token };
  const target = targetOf(execution(), task);
  const token = tokenOf(target, { execution, callbackSecret });
  if (!(await store.callbacks.open(tokenHash(token), target, clock()))) {
    throw ApplicationFailure.nonRetryable('Nobody waits for the answer any more', 'CallbackClosed');
  }
  return target;
}

/** The token behind `replyTo`. */
export function tokenOf(
  replyTo: ReplyTo,
  { execution, callbackSecret }: Pick<CallbackDeps, 'execution' | 'callbackSecret'>,
): string {
  if ('token' in replyTo) return replyTo.token;
  return callbackToken(callbackSecret, { namespace: execution().namespace, ...replyTo });
}

/** What the callback pattern asks for. */
export function createCallbackActivities({ store, clock, execution, callbackSecret }: CallbackDeps) {
  return {
    /** Closes the callback of this wait, or hands over the answer that was accepted before. */
    async closeCallback(task: { wait: number }): Promise<{ answer?: CallbackAnswer }> {
      const target = targetOf(execution(), task);
      const token = tokenOf(target, { execution, callbackSecret });
      const answer = await store.callbacks.close(tokenHash(token), target, clock());
      return answer === undefined ? {} : { answer: JSON.parse(answer) as CallbackAnswer };
    },
  };
}

function targetOf({ workflowId, runId }: Execution, { wait }: { wait: number }): CallbackTarget {
  return { workflowId, runId, wait };
}
