import { Saga } from '../../../workflows/patterns/saga.ts';
import { note, fail, undo, undoLate } from '../proxies.ts';

export async function program({ at }: { at: number }): Promise<string> {
  const saga = new Saga();
  try {
    saga.compensateWith(undo, { what: 'first' });
    await note({ what: 'first' });
    if (at === 1) await fail({ type: 'One', message: 'after the first' });
    saga.compensateWith(undoLate, { what: 'second', n: at });
    await note({ what: 'second' });
    if (at === 2) await fail({ type: 'Two', message: 'after the second' });
    return 'done';
  } catch (error) {
    await saga.compensate();
    throw error;
  }
}
export const inputs = [{ at: 0 }, { at: 1 }, { at: 2 }];
