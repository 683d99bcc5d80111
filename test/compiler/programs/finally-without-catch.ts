import { ApplicationFailure } from '@temporalio/workflow';
import { note, fail } from '../proxies.ts';

export async function program({ n }: { n: number }): Promise<string> {
  try {
    if (n === 1) await fail({ type: 'One', message: 'failed' });
    if (n === 2) throw ApplicationFailure.nonRetryable('thrown', 'Two');
    await note({ what: 'work' });
  } finally {
    await note({ what: 'cleaned up' });
  }
  return 'after';
}
export const inputs = [{ n: 0 }, { n: 1 }, { n: 2 }];
