import { msToNumber } from '@temporalio/common/lib/time.js';

/** Milliseconds of a Temporal duration (`'10 seconds'`, or a number of milliseconds); undefined when it is none. */
export function milliseconds(duration: unknown): number | undefined {
  if (typeof duration === 'number') return Number.isFinite(duration) && duration >= 0 ? duration : undefined;
  if (typeof duration !== 'string') return undefined;
  try {
    return msToNumber(duration as Parameters<typeof msToNumber>[0]);
  } catch {
    return undefined;
  }
}
