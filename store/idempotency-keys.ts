import type { Collection } from 'mongodb';

/** What a request with an `Idempotency-Key` was, so that a repeat is answered alike and another body is refused. */
export interface IdempotencyKey {
  /** The route with the key. */
  _id: string;
  /** Hash of the body. */
  request: string;
  /** The execution it started, or is about to start. */
  workflowId: string;
  at: Date;
}

export function createIdempotencyKeys(keys: Collection<IdempotencyKey>) {
  return {
    /** Claims the key for this request unless it is taken. Returns the claim that stands. */
    async claim({ _id, ...claim }: IdempotencyKey): Promise<IdempotencyKey> {
      const stands = await keys.findOneAndUpdate(
        { _id },
        { $setOnInsert: claim },
        { upsert: true, returnDocument: 'after' },
      );
      return stands ?? { _id, ...claim };
    },
  };
}
