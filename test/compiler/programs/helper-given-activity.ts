import { double } from '../proxies.ts';

export async function program({ n }: { n: number }): Promise<number> {
  return (await twice(double, n)) + (await twice(double, n + 1));
}

async function twice(activity: (input: { n: number }) => Promise<number>, n: number): Promise<number> {
  return await activity({ n: await activity({ n }) });
}
export const inputs = [{ n: 1 }];
