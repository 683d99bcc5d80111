import { CancellationScope } from '@temporalio/workflow';
import { failureOf } from '../../../workflows/patterns/failure.ts';
import { Saga } from '../../../workflows/patterns/saga.ts';
import { fail, undo, broken } from '../proxies.ts';

export async function program(): Promise<unknown> {
  const saga = new Saga({ retryFor: '3 seconds' });
  try {
    saga.compensateWith(undo, { what: 'first' });
    saga.compensateWith(broken, { what: 'second' });
    saga.compensateWith(undo, { what: 'third' });
    await fail({ type: 'Failed', message: 'at last' });
    return 'done';
  } catch (error) {
    const notDone = await CancellationScope.nonCancellable(() => saga.compensate());
    return { failure: failureOf(error).type, notDone };
  }
}
export const inputs = [{}];
