import { double } from '../proxies.ts';

export async function program({ n }: { n: number }): Promise<number[]> {
  return await Promise.all([quadruple(n), quadruple(n + 1), double({ n })]);
}

async function quadruple(n: number): Promise<number> {
  return await double({ n: await double({ n }) });
}
export const inputs = [{ n: 1 }];
export const unordered = true;
