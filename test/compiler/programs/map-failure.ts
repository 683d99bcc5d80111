import { failureOf } from '../../../workflows/patterns/failure.ts';
import { note, fail } from '../proxies.ts';

export async function program({ types }: { types: string[] }): Promise<string> {
  try {
    await Promise.all(
      types.map((type) => (type === '' ? note({ what: 'fine' }) : fail({ type, message: `${type} failed` }))),
    );
    return 'all fine';
  } catch (error) {
    return failureOf(error).message;
  }
}
export const inputs = [{ types: [''] }, { types: ['A'] }];
