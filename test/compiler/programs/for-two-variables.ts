import { add } from '../proxies.ts';

export async function program(): Promise<number[]> {
  let found: number[] = [];
  for (let i = 0, j = 10; i < j; i += 2, j--) {
    found = [...found, await add({ a: i, b: j })];
  }
  return found;
}
export const inputs = [{}];
