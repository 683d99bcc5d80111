import { add, say } from '../proxies.ts';

export async function program({ numbers, by }: { numbers: number[]; by: number }): Promise<unknown> {
  const prefix = await say({ text: 'n' });
  const lines = await Promise.all(
    numbers.map(async (n, index) => {
      const sum = await add({ a: n, b: by });
      if (sum > 10) return `${prefix}${index}: large`;
      return `${prefix}${index}: ${sum}`;
    }),
  );
  return { lines };
}
export const inputs = [
  { numbers: [1, 20, 3], by: 2 },
  { numbers: [], by: 1 },
];
export const unordered = true;
