import { note, fail } from '../proxies.ts';

export async function program({ n }: { n: number }): Promise<string> {
  try {
    if (n === 0) await fail({ type: 'Zero', message: 'zero' });
    return 'from try';
  } catch {
    return 'from catch';
  } finally {
    await note({ what: 'finally' });
    if (n < 2) return 'from finally';
  }
}
export const inputs = [{ n: 0 }, { n: 1 }, { n: 2 }];
