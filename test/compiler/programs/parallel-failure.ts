import { sleep } from '@temporalio/workflow';
import { failureOf } from '../../../workflows/patterns/failure.ts';
import { fail } from '../proxies.ts';

export async function program({ type }: { type: string }): Promise<string> {
  try {
    const [one] = await Promise.all([fail({ type, message: 'in a branch' }), sleep('1 second')]);
    return `${one}`;
  } catch (error) {
    const { type: name, message } = failureOf(error);
    return `${name}: ${message}`;
  }
}
export const inputs = [{ type: 'Branch' }];
