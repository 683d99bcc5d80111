import { callback } from '../../../workflows/patterns/callback.ts';
import { enqueue } from '../proxies.ts';

export async function program({ label }: { label: string }): Promise<string> {
  const { courier } = await callback<{ courier: string }>((task) => enqueue({ label, task }), {
    timeout: '1 day',
  });
  return courier;
}
export const inputs = [{ label: 'parcel' }];
export const happenings = [
  { after: 30, signal: 'callbackAnswered', payload: { wait: 1, answer: { value: { courier: 'Ann' } } } },
];
