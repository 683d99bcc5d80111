import { double } from '../proxies.ts';

export async function program({ skip, stop }: { skip: number; stop: number }): Promise<number[]> {
  const seen: number[] = [];
  for (let i = 0; i < 6; i++) {
    if (i === skip) continue;
    if (i === stop) break;
    seen.push(await double({ n: i }));
  }
  return seen;
}
export const inputs = [
  { skip: 1, stop: 4 },
  { skip: 0, stop: 0 },
  { skip: 9, stop: 9 },
];
