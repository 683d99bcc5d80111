import { type Failure } from '../../../workflows/patterns/failure.ts';
import { note, fail } from '../proxies.ts';

export async function program({ type }: { type: string }): Promise<number> {
  await note({ what: 'before' });
  const value = await fail({ type, message: 'it "failed"\n\tbadly \\ here' });
  return value + 1;
}
export const inputs = [{ type: 'SomeFailure' }, { type: 'Other Failure' }];
