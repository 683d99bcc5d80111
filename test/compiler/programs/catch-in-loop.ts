import { failureOf, type Failure } from '../../../workflows/patterns/failure.ts';
import { fail } from '../proxies.ts';

export async function program({ types }: { types: string[] }): Promise<string[]> {
  const results: string[] = [];
  for (const type of types) {
    try {
      if (type === 'stop') break;
      if (type === 'skip') continue;
      if (type !== '') await fail({ type, message: `${type} failed` });
      results.push('fine');
    } catch (error) {
      const failure: Failure = failureOf(error);
      if (failure.type === 'Fatal') throw error;
      results.push(failure.message);
    }
  }
  return results;
}
export const inputs = [
  { types: ['', 'A', '', 'skip', 'B'] },
  { types: ['A', 'stop', 'B'] },
  { types: ['A', 'Fatal', 'B'] },
];
