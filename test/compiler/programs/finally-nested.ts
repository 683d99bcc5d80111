import { failureOf } from '../../../workflows/patterns/failure.ts';
import { note, fail } from '../proxies.ts';

export async function program({ n }: { n: number }): Promise<string[]> {
  const seen: string[] = [];
  outer: for (const round of [1, 2, 3]) {
    try {
      try {
        if (n === round) break outer;
        if (n === round + 10) continue outer;
        if (n === round + 20) await fail({ type: 'Inner', message: 'inner' });
        seen.push(`round ${round}`);
      } finally {
        await note({ what: 'inner', value: round });
        seen.push(`inner ${round}`);
      }
    } catch (error) {
      seen.push(failureOf(error).type);
    } finally {
      seen.push(`outer ${round}`);
    }
  }
  return seen;
}
export const inputs = [{ n: 0 }, { n: 2 }, { n: 12 }, { n: 22 }];
