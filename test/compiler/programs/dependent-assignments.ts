import { note } from '../proxies.ts';

export async function program({ n }: { n: number }): Promise<number[]> {
  let a = n;
  let b = a + 1;
  a = a + b;
  b = a * b;
  const c = a + b;
  await note({ what: 'between', value: c });
  [a, b] = [b, a];
  a += 1;
  b -= a;
  return [a, b, c];
}
export const inputs = [{ n: 2 }, { n: 0 }];
