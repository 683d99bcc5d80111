import { double } from '../proxies.ts';

export async function program({ numbers }: { numbers: number[] }): Promise<number[]> {
  return await Promise.all(numbers.map((n) => double({ n })));
}
export const inputs = [{ numbers: [] }, { numbers: [4] }, { numbers: [1, 2, 3] }];
export const unordered = true;
