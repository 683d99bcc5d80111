import { double } from '../proxies.ts';

export async function program({ n }: { n: number }): Promise<number> {
  return double({ n });
}
export const inputs = [{ n: 4 }];
