import { callback } from '../../../workflows/patterns/callback.ts';
import { failureOf } from '../../../workflows/patterns/failure.ts';
import { enqueue } from '../proxies.ts';

export async function program({ label }: { label: string }): Promise<string> {
  try {
    await callback((task) => enqueue({ label, task }), { timeout: '1 day' });
    return 'answered';
  } catch (error) {
    const { type, message } = failureOf(error);
    return `${type}: ${message}`;
  }
}
export const inputs = [{ label: 'parcel' }];
export const happenings = [
  {
    after: 3,
    signal: 'callbackAnswered',
    payload: { wait: 1, answer: { failure: { type: 'NoCourier', message: 'None "free"' } } },
  },
];
