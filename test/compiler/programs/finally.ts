import { note, fail } from '../proxies.ts';

export async function program({ n }: { n: number }): Promise<string[]> {
  const seen: string[] = [];
  try {
    seen.push('try');
    if (n === 1) await fail({ type: 'One', message: 'failed' });
    seen.push('done');
  } catch {
    seen.push('catch');
  } finally {
    seen.push('finally');
    await note({ what: 'cleaned up' });
  }
  seen.push('after');
  return seen;
}
export const inputs = [{ n: 0 }, { n: 1 }];
