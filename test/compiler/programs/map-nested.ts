import { double } from '../proxies.ts';

export async function program({ rows }: { rows: number[][] }): Promise<number[][]> {
  return await Promise.all(rows.map((row) => Promise.all(row.map((n) => double({ n })))));
}
export const inputs = [{ rows: [[1], [2, 3]] }, { rows: [[]] }, { rows: [] }];
export const unordered = true;
