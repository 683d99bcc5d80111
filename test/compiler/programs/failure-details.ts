import { failureOf } from '../../../workflows/patterns/failure.ts';
import { fail, note } from '../proxies.ts';

export async function program({ details }: { details?: unknown }): Promise<unknown> {
  try {
    await fail({ type: 'Refused', message: 'no "trace":["details:1"]', details });
  } catch (error) {
    const failure = failureOf(error);
    await note({ what: failure.message, value: failure.details ?? null });
    return failure.details ?? 'none';
  }
  return 'fine';
}
export const inputs = [
  { details: null },
  { details: 'a "quoted" \\ text\nof two lines' },
  { details: { left: 2, rooms: [{ number: 'é1' }], list: [1] } },
  { details: [7] },
  { details: 0 },
];
