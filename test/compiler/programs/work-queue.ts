import { double } from '../proxies.ts';

export async function program({ start }: { start: number }): Promise<number[]> {
  const todo = [start];
  const seen: number[] = [];
  let next;
  while ((next = todo.shift()) !== undefined) {
    seen.push(next);
    if (next < 8) todo.push(await double({ n: next }), next + 5);
  }
  return seen;
}
export const inputs = [{ start: 3 }, { start: 9 }];
