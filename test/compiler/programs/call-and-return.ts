import { double } from '../proxies.ts';

export async function program({ n }: { n: number }): Promise<number> {
  return await double({ n });
}
export const inputs = [{ n: 4 }, { n: 0 }];
