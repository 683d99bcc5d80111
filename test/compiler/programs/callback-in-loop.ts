import { callback } from '../../../workflows/patterns/callback.ts';
import { enqueue } from '../proxies.ts';

export async function program({ labels }: { labels: string[] }): Promise<string[]> {
  const answers: string[] = [];
  for (const label of labels) {
    answers.push(await callback<string>((task) => enqueue({ label, task }), { timeout: '1 day' }));
  }
  return answers;
}
export const inputs = [{ labels: ['a', 'b'] }];
export const happenings = [
  { after: 30, signal: 'callbackAnswered', payload: { wait: 1, answer: { value: 'first' } } },
  { after: 60, signal: 'callbackAnswered', payload: { wait: 2, answer: { value: 'second' } } },
];
