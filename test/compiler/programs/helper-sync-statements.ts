import { double } from '../proxies.ts';

export async function program({ numbers }: { numbers: number[] }): Promise<number> {
  const largest = maximum(numbers);
  return await double({ n: largest });
}

function maximum(numbers: number[]): number {
  let best = 0;
  for (const n of numbers) {
    if (n > best) best = n;
  }
  return best;
}
export const inputs = [{ numbers: [] }, { numbers: [3] }, { numbers: [1, 9, 4] }];
