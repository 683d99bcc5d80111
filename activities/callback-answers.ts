import type { CallbackTarget } from '../store/callbacks.ts';
import type { Store } from '../store/store.ts';
import type { CallbackAnswer } from '../workflows/patterns/callback.ts';
import { tokenHash } from './callback-token.ts';
import type { SendSignal } from './signals.ts';

/** What became of an answer: its wait has it, nobody knows the token, or the token is answered or closed. */
export type Reception = 'delivered' | 'unknown' | 'over';

/** The one path that answers take, from whomever they come. */
export interface CallbackAnswers {
  /**
   * Accepts the answer, once, and brings it to its wait. Resolves to `delivered` when it cannot be lost any more. If it
   * rejects instead, repeating the same answer brings it there.
   */
  answer(token: string, answer: CallbackAnswer): Promise<Reception>;
  /** Tells the wait that whoever shall answer is still at it. */
  heartbeat(token: string): Promise<Reception>;
}

export interface CallbackAnswersDeps {
  store: Pick<Store, 'callbacks'>;
  clock: () => Date;
  sendSignal: SendSignal;
}

export function createCallbackAnswers({ store, clock, sendSignal }: CallbackAnswersDeps): CallbackAnswers {
  const { callbacks } = store;

  return {
    async answer(token, answer) {
      const hash = tokenHash(token);
      const text = JSON.stringify(answer);
      const callback = (await callbacks.claim(hash, text, clock())) ?? (await callbacks.find(hash));
      if (!callback) return 'unknown';
      if (callback.answer === undefined || callback.delivered === true) return 'over';
      const delivered = await deliver(hash, callback.target, callback.answer);
      return delivered && callback.answer === text ? 'delivered' : 'over';
    },

    async heartbeat(token) {
      const callback = await callbacks.find(tokenHash(token));
      if (!callback) return 'unknown';
      if (callback.state !== 'open') return 'over';
      return (await send(callback.target, 'callbackHeartbeat', {})) ? 'delivered' : 'over';
    },
  };

  /** False when the process ended without taking the answer. */
  async function deliver(hash: string, target: CallbackTarget, text: string): Promise<boolean> {
    const answer = JSON.parse(text) as CallbackAnswer;
    if (await send(target, 'callbackAnswered', { answer })) {
      await callbacks.delivered(hash);
      return true;
    }
    return !(await callbacks.abandon(hash, clock()));
  }

  async function send(
    { workflowId, runId, wait }: CallbackTarget,
    signal: string,
    message: object,
  ): Promise<boolean> {
    return sendSignal({ workflowId, runId, signal, payload: { wait, ...message } });
  }
}
