import { double } from '../proxies.ts';

export async function program({ n }: { n: number }): Promise<{ last?: number; has: boolean }> {
  let last: number | undefined;
  for (let i = 0; i < n; i++) last = await double({ n: i });
  return { ...(last === undefined ? {} : { last }), has: last !== undefined };
}
export const inputs = [{ n: 0 }, { n: 1 }, { n: 3 }];
