import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { fingerprint } from '../client/fingerprint.ts';
import type { Store } from '../store/store.ts';
import { Problem } from './problem.ts';
import { validate } from './validation.ts';

/** The header `Idempotency-Key`. */
export const idempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,255}$/, 'must be 1 to 255 visible ASCII characters')
  .meta({
    description:
      'Makes the request repeatable: the same key and body give the same execution and answer; another body is 409.',
    example: '8e03978e-40d5-43e8-bc93-6894a57f9324',
  });

/** The id of what a request makes: drawn from its key, so that every repeat of it finds the same. */
export function uniqueIdOf(request: KeyedRequest | undefined): string {
  return request ? keyId(request).slice(0, 32) : randomUUID();
}

/** A request with an `Idempotency-Key`. */
export interface KeyedRequest {
  /** Method and path, with its ids: a key counts for one of them. */
  target: string;
  key: string;
  body: unknown;
}

/** Reads the header, where there is one. */
export function keyedRequest(
  target: string,
  body: unknown,
  header: string | undefined,
): KeyedRequest | undefined {
  if (header === undefined) return undefined;
  const { 'Idempotency-Key': key } = validate(
    z.object({ 'Idempotency-Key': idempotencyKey }),
    { 'Idempotency-Key': header },
    'header',
  );
  return { target, key, body };
}

/**
 * Takes the key for this request. A repeat finds it taken and goes on like the first: whatever it starts has the id drawn
 * from the key, so what a crash left undone is done now.
 *
 * @throws Problem `conflict` when the key stands for another body
 */
export async function claimKey(
  store: Pick<Store, 'idempotencyKeys'>,
  request: KeyedRequest,
  at: Date,
): Promise<void> {
  const body = fingerprint(request.body ?? null);
  const claim = await store.idempotencyKeys.claim({ _id: keyId(request), request: body, at });
  if (claim.request !== body) {
    throw new Problem('conflict', 'The Idempotency-Key was used with another body', {
      errors: [{ field: 'Idempotency-Key', detail: 'was used with another body' }],
    });
  }
}

/** A hash, since the target may hold a secret. */
function keyId({ target, key }: KeyedRequest): string {
  return createHash('sha256').update(`${target} ${key}`).digest('hex');
}
