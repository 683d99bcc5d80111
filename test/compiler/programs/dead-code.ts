import { isCancellation } from '@temporalio/workflow';
import { say, note } from '../proxies.ts';

export async function program({ n }: { n: number }): Promise<string> {
  const unused = n * 2;
  void unused;
  if (isCancellation(null)) await note({ what: 'never' });
  while (true) {
    if (n > 0) return await say({ text: 'positive' });
    return 'not positive';
  }
}
export const inputs = [{ n: 0 }, { n: 1 }];
