import { double } from '../proxies.ts';

export async function program({ n }: { n: number }): Promise<number> {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    sum += await double({ n: i });
  }
  return sum;
}
export const inputs = [{ n: 0 }, { n: 1 }, { n: 4 }];
