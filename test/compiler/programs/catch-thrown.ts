import { failureOf, failWith } from '../../../workflows/patterns/failure.ts';
import { double, note } from '../proxies.ts';

export async function program({ n }: { n: number }): Promise<unknown> {
  try {
    if (n > 1) throw failWith({ type: 'TooMany', message: `${n} are too many`, details: { n } });
    return await double({ n });
  } catch (error) {
    const failure = failureOf(error);
    await note({ what: 'caught', value: failure });
    return { failed: failure.type };
  }
}
export const inputs = [{ n: 1 }, { n: 2 }];
