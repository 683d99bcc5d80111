import { double } from '../proxies.ts';

export async function program({ n }: { n?: number }): Promise<number> {
  const value = n ?? (await double({ n: 21 }));
  return value;
}
export const inputs = [{}, { n: 0 }, { n: 3 }];
