import { failureOf } from '../../../workflows/patterns/failure.ts';
import { fail } from '../proxies.ts';

export async function program(): Promise<string[]> {
  return await Promise.all([attempt('A'), attempt(''), attempt('B')]);
}

async function attempt(type: string): Promise<string> {
  try {
    if (type !== '') await fail({ type, message: 'failed' });
    return 'fine';
  } catch (error) {
    return failureOf(error).type;
  }
}
export const inputs = [{}];
export const unordered = true;
