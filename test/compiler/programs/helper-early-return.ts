import { isEven, say } from '../proxies.ts';

export async function program({ numbers }: { numbers: number[] }): Promise<string[]> {
  const words: string[] = [];
  for (const n of numbers) words.push(await describe(n));
  return words;
}

async function describe(n: number): Promise<string> {
  if (n < 0) return 'negative';
  if (await isEven({ n })) return 'even';
  return await say({ text: 'odd' });
}
export const inputs = [{ numbers: [-1, 2, 3] }, { numbers: [] }];
