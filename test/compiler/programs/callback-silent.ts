import { callback } from '../../../workflows/patterns/callback.ts';
import { failureOf } from '../../../workflows/patterns/failure.ts';
import { note, enqueue } from '../proxies.ts';

export async function program({ label }: { label: string }): Promise<string> {
  try {
    await callback((task) => enqueue({ label, task }), { timeout: '1 day' });
    return 'answered';
  } catch (error) {
    const { type, message } = failureOf(error);
    await note({ what: message });
    return type;
  }
}
export const inputs = [{ label: 'parcel' }];
