import { add, double } from '../proxies.ts';

export async function program({ n }: { n: number }): Promise<number> {
  const result = n > 2 ? await double({ n }) : n === 0 ? 7 : await add({ a: n, b: 100 });
  return result;
}
export const inputs = [{ n: 0 }, { n: 1 }, { n: 3 }];
