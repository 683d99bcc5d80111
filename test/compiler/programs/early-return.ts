import { isEven, note } from '../proxies.ts';

export async function program({ n }: { n: number }): Promise<string> {
  if (n < 0) return 'negative';
  const even = await isEven({ n });
  if (even) {
    if (n === 0) return 'zero';
    await note({ what: 'even' });
  } else {
    return 'odd';
  }
  return 'even';
}
export const inputs = [{ n: -1 }, { n: 0 }, { n: 1 }, { n: 2 }];
