import { ApplicationFailure } from '@temporalio/workflow';
import { failureOf } from '../../../workflows/patterns/failure.ts';
import { Saga } from '../../../workflows/patterns/saga.ts';
import { note, undo } from '../proxies.ts';

export async function program({ n }: { n: number }): Promise<string> {
  const saga = new Saga();
  try {
    await reserve(saga, n);
    if (n > 1) throw ApplicationFailure.nonRetryable('too many', 'TooMany');
    return 'kept';
  } catch (error) {
    await saga.compensate();
    return failureOf(error).message;
  }
}

async function reserve(saga: Saga, n: number): Promise<void> {
  saga.compensateWith(undo, { what: `reservation of ${n}` });
  await note({ what: 'reserve', value: n });
}
export const inputs = [{ n: 1 }, { n: 2 }];
