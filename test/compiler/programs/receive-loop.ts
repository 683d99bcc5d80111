import { receive } from '../../../workflows/patterns/receive.ts';

export async function program({ due }: { due: string }): Promise<{ due: string; moves: number }> {
  let until = due;
  let moves = 0;
  for (;;) {
    const change = await receive<{ due: string }>('changed', { until });
    if (!change) break;
    until = change.due;
    moves++;
  }
  return { due: until, moves };
}
export const inputs = [{ due: '2040-01-01T00:00:00Z' }];
export const happenings = [
  { after: 60, signal: 'changed', payload: { due: '2041-01-01T00:00:00Z' } },
  { after: 7200, signal: 'changed', payload: { due: '2040-06-01T00:00:00Z' } },
];
