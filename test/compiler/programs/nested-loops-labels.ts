import { add, note } from '../proxies.ts';

export async function program({ rows }: { rows: number[][] }): Promise<{ seen: number; stopped: boolean }> {
  let seen = 0;
  let stopped = false;
  outer: for (const row of rows) {
    for (const cell of row) {
      if (cell === 0) continue outer;
      if (cell < 0) {
        stopped = true;
        break outer;
      }
      seen = await add({ a: seen, b: cell });
    }
    await note({ what: 'row done' });
  }
  return { seen, stopped };
}
export const inputs = [{ rows: [[1, 2], [3, 0, 9], [4]] }, { rows: [[1], [2, -1, 5], [7]] }, { rows: [] }];
