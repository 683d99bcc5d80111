import { failureOf } from '../../../workflows/patterns/failure.ts';
import { fail } from '../proxies.ts';

export async function program({ n }: { n: number }): Promise<string> {
  try {
    try {
      if (n > 0) await fail({ type: 'Body', message: 'body' });
      return 'returned';
    } finally {
      if (n !== 1) await fail({ type: 'Cleanup', message: 'cleanup' });
    }
  } catch (error) {
    return failureOf(error).type;
  }
}
export const inputs = [{ n: 0 }, { n: 1 }, { n: 2 }];
