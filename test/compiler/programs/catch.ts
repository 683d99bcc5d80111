import { failureOf } from '../../../workflows/patterns/failure.ts';
import { note, fail } from '../proxies.ts';

export async function program({ n }: { n: number }): Promise<string> {
  try {
    if (n === 0) await fail({ type: 'Zero', message: 'none left' });
    await note({ what: 'fine' });
    return 'fine';
  } catch (error) {
    const { type, message } = failureOf(error);
    return `${type}: ${message}`;
  }
}
export const inputs = [{ n: 0 }, { n: 1 }];
