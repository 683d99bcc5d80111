import { note } from '../proxies.ts';

export async function program({ numbers }: { numbers: number[] }): Promise<unknown> {
  const queue: number[] = [];
  for (const n of numbers) queue.push(n, n + 1);
  queue.unshift(-1);
  const first = queue.shift();
  const last = queue.pop();
  await note({ what: 'queue', value: queue });
  return { queue, first, last, length: queue.length };
}
export const inputs = [{ numbers: [] }, { numbers: [5] }, { numbers: [5, 7] }];
