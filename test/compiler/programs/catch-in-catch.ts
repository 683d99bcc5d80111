import { failureOf } from '../../../workflows/patterns/failure.ts';
import { note, fail } from '../proxies.ts';

export async function program({ second }: { second: boolean }): Promise<string> {
  try {
    await fail({ type: 'First', message: 'one' });
  } catch (first) {
    try {
      if (second) await fail({ type: 'Second', message: 'two' });
      await note({ what: 'no second' });
    } catch (inner) {
      return `${failureOf(first).type} then ${failureOf(inner).type}`;
    }
    return failureOf(first).message;
  }
  return 'not reached';
}
export const inputs = [{ second: true }, { second: false }];
