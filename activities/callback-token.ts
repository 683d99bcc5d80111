import { createHash, createHmac } from 'node:crypto';
import type { CallbackTarget } from '../store/callbacks.ts';

/**
 * The token that answers this wait: the same whenever it is made, and nobody's to make without the secret. It goes to
 * whoever shall answer, and nowhere else.
 */
export function callbackToken(
  secret: string,
  { namespace, workflowId, runId, wait }: CallbackTarget & { namespace: string },
): string {
  return createHmac('sha256', secret)
    .update(JSON.stringify([namespace, workflowId, runId, wait]))
    .digest('base64url');
}

/** What the store knows a token by. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
