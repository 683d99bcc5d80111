import { type Collection, MongoServerError } from 'mongodb';

/** What the loser of two upserts at the same time gets. */
const DUPLICATE_KEY = 11000;

/** What a request with an `Idempotency-Key` was, so that a repeat is known and another body is refused. */
export interface IdempotencyKey {
  /** Hash of the request's method, path and key. */
  _id: string;
  /** Hash of the body. */
  request: string;
  at: Date;
}

export function createIdempotencyKeys(keys: Collection<IdempotencyKey>) {
  return {
    /** Claims the key for this request unless it is taken. Returns the claim that stands. */
    async claim(claim: IdempotencyKey): Promise<IdempotencyKey> {
      const { _id, ...fields } = claim;
      try {
        const stands = await keys.findOneAndUpdate(
          { _id },
          { $setOnInsert: fields },
          { upsert: true, returnDocument: 'after' },
        );
        return stands ?? claim;
      } catch (error) {
        if (!(error instanceof MongoServerError && error.code === DUPLICATE_KEY)) throw error;
        return (await keys.findOne({ _id })) ?? claim;
      }
    },
  };
}
