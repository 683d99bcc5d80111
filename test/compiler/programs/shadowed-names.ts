import { double } from '../proxies.ts';

export async function program({ n }: { n: number }): Promise<number[]> {
  const value = n;
  const seen: number[] = [];
  {
    const value = await double({ n });
    seen.push(value);
    {
      const value = 1000;
      seen.push(value);
    }
    seen.push(value);
  }
  for (const value of [7, 8]) seen.push(value);
  seen.push(value);
  return seen;
}
export const inputs = [{ n: 5 }];
