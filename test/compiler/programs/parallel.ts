import { double, isEven, say } from '../proxies.ts';

export async function program({ n }: { n: number }): Promise<unknown> {
  const [doubled, text, even] = await Promise.all([double({ n }), say({ text: 'hello' }), isEven({ n })]);
  return { doubled, text, even };
}
export const inputs = [{ n: 1 }, { n: 2 }];
export const unordered = true;
