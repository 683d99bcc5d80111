import { failureOf } from '../../../workflows/patterns/failure.ts';
import { fail } from '../proxies.ts';

export async function program(): Promise<string> {
  try {
    try {
      await fail({ type: 'First', message: 'one' });
    } catch {
      await fail({ type: 'Second', message: 'two' });
    }
  } catch (error) {
    return failureOf(error).type;
  }
  return 'nothing';
}
export const inputs = [{}];
