import { note } from '../proxies.ts';

export async function program({ n }: { n: number }): Promise<number[]> {
  let i = n;
  const before = i++;
  const after = ++i;
  const down = i--;
  await note({ what: 'i', value: i });
  return [before, after, down, i, --i];
}
export const inputs = [{ n: 5 }];
