import { ApplicationFailure } from '@temporalio/workflow';
import { failureOf } from '../../../workflows/patterns/failure.ts';
import { fail } from '../proxies.ts';

export async function program({ n }: { n: number }): Promise<string> {
  try {
    await check(n);
    return 'fine';
  } catch (error) {
    return failureOf(error).type;
  }
}

async function check(n: number): Promise<void> {
  if (n > 10) throw ApplicationFailure.nonRetryable('too large', 'TooLarge');
  if (n < 0) await fail({ type: 'Negative', message: 'negative' });
}
export const inputs = [{ n: 1 }, { n: 11 }, { n: -1 }];
