import { add, double } from '../proxies.ts';

export async function program({ n }: { n: number }): Promise<number> {
  return await add({ a: await double({ n }), b: await double({ n: n + 1 }) });
}
export const inputs = [{ n: 3 }];
