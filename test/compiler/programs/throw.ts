import { ApplicationFailure } from '@temporalio/workflow';
import { double } from '../proxies.ts';

export async function program({ n }: { n: number }): Promise<number> {
  if (n < 0) throw ApplicationFailure.nonRetryable('must not be negative', 'NegativeNumber');
  if (n > 10)
    throw ApplicationFailure.create({ type: 'TooLarge', message: `${n} is too large`, nonRetryable: true });
  return await double({ n });
}
export const inputs = [{ n: -1 }, { n: 11 }, { n: 3 }];
