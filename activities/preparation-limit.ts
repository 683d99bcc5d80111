import { type Duration, msToNumber } from '@temporalio/common/lib/time.js';

const SHORTEST = msToNumber('1 second');
/** An execution on Step Functions lives one year. */
const LONGEST = msToNumber('360 days');

/**
 * How long the warehouse may take to prepare an order, in milliseconds: what `CHECKOUT_PREPARATION_LIMIT` says, as
 * `90 minutes`; by default 24 hours.
 *
 * @throws Error when it is no duration, or not between a second and 360 days
 */
export function preparationLimit(environment: NodeJS.ProcessEnv = process.env): number {
  const text = environment['CHECKOUT_PREPARATION_LIMIT'] || '24 hours';
  const limit = millisecondsOf(text);
  if (!(limit >= SHORTEST && limit <= LONGEST)) {
    throw new Error(
      `CHECKOUT_PREPARATION_LIMIT must be a duration from 1 second to 360 days, as "90 minutes", not "${text}"`,
    );
  }
  return limit;
}

function millisecondsOf(text: string): number {
  try {
    return msToNumber(text as Duration);
  } catch {
    return NaN;
  }
}
