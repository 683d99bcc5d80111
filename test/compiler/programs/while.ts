import { double } from '../proxies.ts';

export async function program({ n }: { n: number }): Promise<number> {
  let value = n;
  while (value < 100) {
    value = await double({ n: value });
  }
  return value;
}
export const inputs = [{ n: 7 }, { n: 100 }];
