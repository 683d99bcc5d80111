import { double } from '../proxies.ts';

export async function program({ n }: { n: number }): Promise<number> {
  let value = n;
  do {
    value = await double({ n: value });
  } while (value < 10);
  return value;
}
export const inputs = [{ n: 1 }, { n: 50 }];
