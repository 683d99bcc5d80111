import { add, double } from '../proxies.ts';

export async function program({ n }: { n: number }): Promise<unknown> {
  const offset = n + 1;
  const [pair, [third]] = await Promise.all([
    Promise.all([double({ n }), add({ a: offset, b: n })]),
    Promise.all([double({ n: offset })]),
  ]);
  return [...pair, third];
}
export const inputs = [{ n: 1 }];
export const unordered = true;
