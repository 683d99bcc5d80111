import { double } from '../proxies.ts';

export async function program({ n }: { n: number }): Promise<number> {
  const first = await quadruple(n);
  const second = await quadruple(first + 1);
  return first + second;
}

async function quadruple(n: number): Promise<number> {
  const twice = await double({ n });
  return await double({ n: twice });
}
export const inputs = [{ n: 1 }];
