import { callback } from '../../../workflows/patterns/callback.ts';
import { enqueue } from '../proxies.ts';

export async function program({ label }: { label: string }): Promise<void> {
  await callback(
    async (task) => {
      await enqueue({ label, task });
    },
    {
      timeout: '2 days',
      heartbeat: '1 hour',
      timedOut: { type: 'PreparationTimedOut', message: 'The warehouse did not answer' },
    },
  );
}
export const inputs = [{ label: 'parcel' }];
