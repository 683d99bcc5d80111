import { note } from '../proxies.ts';

export async function program(): Promise<number[]> {
  let seen: number[] = [];
  let n = 0;
  do {
    n += 1;
    if (n === 2) continue;
    await note({ what: 'n', value: n });
    seen = [...seen, n];
  } while (n < 4);
  return seen;
}
export const inputs = [{}];
