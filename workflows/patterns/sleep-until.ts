import { sleep } from '@temporalio/workflow';

/**
 * A durable wait until `instant` (RFC 3339), never early: a fraction below the millisecond counts as a whole one.
 * An instant that has passed does not wait.
 *
 * In ASL: Wait with Timestamp.
 */
export async function sleepUntil(instant: string): Promise<void> {
  let left;
  while ((left = millisecondsUntil(instant)) > 0) await sleep(left);
}

/** Milliseconds from the workflow's now to `instant` (RFC 3339), rounded up; at or below 0 once it has passed. */
export function millisecondsUntil(instant: string): number {
  const due = Date.parse(instant);
  return due + (/\.\d{3}0*[1-9]/.test(instant) ? 1 : 0) - Date.now();
}
