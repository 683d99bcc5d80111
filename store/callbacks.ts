import type { Collection } from 'mongodb';

/** The wait that an answer goes to. */
export interface CallbackTarget {
  workflowId: string;
  runId: string;
  /** The number of the wait in its execution, from 1. */
  wait: number;
}

/** A token that somebody answers. The token itself is kept nowhere. */
export interface Callback {
  /** Hash of the token. */
  _id: string;
  target: CallbackTarget;
  state: 'open' | 'answered' | 'closed';
  /** The one answer that was accepted, as JSON, and whether its wait is sure to have it. */
  answer?: string;
  delivered?: boolean;
  at: Date;
}

/** The tokens that are out. The first to change an open one wins: an answer, or the wait that gives up. */
export function createCallbacks(callbacks: Collection<Callback>) {
  return {
    async find(tokenHash: string): Promise<Callback | null> {
      return callbacks.findOne({ _id: tokenHash });
    },

    /** Opens the token unless it is known. False once it is closed. */
    async open(tokenHash: string, target: CallbackTarget, at: Date): Promise<boolean> {
      const stands = await callbacks.findOneAndUpdate(
        { _id: tokenHash },
        { $setOnInsert: { target, state: 'open', at } },
        { upsert: true, returnDocument: 'after' },
      );
      return stands?.state !== 'closed';
    },

    /** Accepts the answer, if the token is open: resolves to the callback that has it now. */
    async claim(tokenHash: string, answer: string, at: Date): Promise<Callback | null> {
      return callbacks.findOneAndUpdate(
        { _id: tokenHash, state: 'open' },
        { $set: { state: 'answered', answer, delivered: false, at } },
        { returnDocument: 'after' },
      );
    },

    /** Says that the wait has its answer. */
    async delivered(tokenHash: string): Promise<void> {
      await callbacks.updateOne({ _id: tokenHash, state: 'answered' }, { $set: { delivered: true } });
    },

    /** Closes a token whose process is over. False when the process took the answer before it ended. */
    async abandon(tokenHash: string, at: Date): Promise<boolean> {
      const abandoned = await callbacks.updateOne(
        { _id: tokenHash, delivered: { $ne: true } },
        { $set: { state: 'closed', at } },
      );
      return abandoned.matchedCount === 1;
    },

    /**
     * The wait gives up: no answer is accepted from now on, and a late opening is refused. An answer accepted before is
     * handed over, and counts as delivered.
     */
    async close(tokenHash: string, target: CallbackTarget, at: Date): Promise<string | undefined> {
      await callbacks.updateOne(
        { _id: tokenHash },
        { $setOnInsert: { target, state: 'closed', at } },
        { upsert: true },
      );
      await callbacks.updateOne({ _id: tokenHash, state: 'open' }, { $set: { state: 'closed', at } });
      const answered = await callbacks.findOneAndUpdate(
        { _id: tokenHash, state: 'answered' },
        { $set: { delivered: true } },
      );
      return answered?.answer;
    },
  };
}
