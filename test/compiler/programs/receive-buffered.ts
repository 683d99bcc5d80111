import { sleep } from '@temporalio/workflow';
import { receive } from '../../../workflows/patterns/receive.ts';

export async function program(): Promise<string[]> {
  const seen: string[] = [];
  await sleep('1 hour');
  for (let i = 0; i < 3; i++) {
    const message = await receive<string>('word', { until: '2050-01-01T00:00:00Z' });
    if (message === undefined) break;
    seen.push(message);
  }
  return seen;
}
export const inputs = [{}];
export const happenings = [
  { after: 5, signal: 'word', payload: 'one' },
  { after: 6, signal: 'word', payload: 'two' },
  { after: 7200, signal: 'word', payload: 'three' },
];
