import { sleepUntil } from '../../../workflows/patterns/sleep-until.ts';
import { note } from '../proxies.ts';

export async function program({ due }: { due: string }): Promise<boolean> {
  await sleepUntil(due);
  await note({ what: 'due' });
  return Date.now() >= Date.parse(due);
}
export const inputs = [
  { due: '2031-06-01T12:00:00Z' },
  { due: '2020-01-01T00:00:00Z' },
  { due: '2032-06-01T12:00:00+02:00' },
];
