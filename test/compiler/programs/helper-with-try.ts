import { failureOf } from '../../../workflows/patterns/failure.ts';
import { note, fail } from '../proxies.ts';

export async function program({ types }: { types: string[] }): Promise<string> {
  const results: string[] = [];
  for (const type of types) results.push(await attempt(type));
  return results.join(', ');
}

async function attempt(type: string): Promise<string> {
  try {
    if (type === '') return 'nothing';
    await fail({ type, message: 'failed' });
    return 'fine';
  } catch (error) {
    return failureOf(error).type;
  } finally {
    await note({ what: 'attempted', value: type });
  }
}
export const inputs = [{ types: ['', 'A', 'B'] }];
