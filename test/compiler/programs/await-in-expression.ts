import { add, double, say } from '../proxies.ts';

export async function program({ n }: { n: number }): Promise<{ sum: number; text: string }> {
  const sum = (await double({ n })) + (await add({ a: n, b: 1 })) * 2;
  return { sum, text: `${await say({ text: 'sum' })}: ${sum}` };
}
export const inputs = [{ n: 3 }];
