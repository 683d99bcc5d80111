import { add } from '../proxies.ts';

export async function program({ n }: { n: number }): Promise<number> {
  return await outer(n);
}

async function outer(n: number): Promise<number> {
  const value = await inner(n, 10);
  return value + (await inner(value));
}

async function inner(n: number, by = 1): Promise<number> {
  return (await add({ a: n, b: by })) + offset();
}

function offset(): number {
  return 1000;
}
export const inputs = [{ n: 1 }];
