import { failureOf } from '../../../workflows/patterns/failure.ts';
import { note, fail } from '../proxies.ts';

export async function program({ type }: { type: string }): Promise<string> {
  try {
    await fail({ type, message: 'from inside' });
    return 'fine';
  } catch (error) {
    if (failureOf(error).type === 'Expected') return 'expected';
    await note({ what: 'rethrowing' });
    throw error;
  }
}
export const inputs = [{ type: 'Expected' }, { type: 'Unexpected' }];
