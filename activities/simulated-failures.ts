import { createHash } from 'node:crypto';

/**
 * Whether this order is among the share `rate` (0 to 1) that `step` refuses. The hash of the order id decides, with the
 * step as salt: a retry decides alike, and two steps decide independently.
 */
export function isSimulatedFailure(rate: number, step: string, orderId: string): boolean {
  const hash = createHash('sha256').update(`${step}:${orderId}`).digest();
  return hash.readUInt32BE() / 2 ** 32 < rate;
}
