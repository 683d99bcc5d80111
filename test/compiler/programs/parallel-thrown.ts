import { ApplicationFailure } from '@temporalio/workflow';
import { double } from '../proxies.ts';

export async function program({ n }: { n: number }): Promise<number> {
  const [checked] = await Promise.all([check(n)]);
  return checked;
}

async function check(n: number): Promise<number> {
  if (n > 1) throw ApplicationFailure.nonRetryable('"too" large', 'TooLarge');
  return await double({ n });
}
export const inputs = [{ n: 1 }, { n: 2 }];
