import { add } from '../proxies.ts';

export async function program({ numbers }: { numbers: number[] }): Promise<unknown> {
  const even = numbers.filter((n) => n % 2 === 0);
  const doubled = even.map((n, index) => n * 2 + index);
  const sum = await add({ a: doubled.reduce((total, n) => total + n, 0), b: 0 });
  return {
    even,
    doubled,
    sum,
    some: numbers.some((n) => n > 3),
    every: numbers.every((n) => n > 0),
    has: numbers.includes(3),
  };
}
export const inputs = [{ numbers: [] }, { numbers: [2] }, { numbers: [1, 2, 3, 4] }];
