import { double, note } from '../proxies.ts';

export async function program({ n }: { n: number }): Promise<number> {
  let value = n;
  try {
    if (n > 1) return await double({ n: value });
    value = 100;
  } finally {
    value += 1;
    await note({ what: 'finally', value });
  }
  return value;
}
export const inputs = [{ n: 1 }, { n: 2 }];
