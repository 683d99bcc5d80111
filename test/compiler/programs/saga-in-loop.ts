import { failureOf, failWith } from '../../../workflows/patterns/failure.ts';
import { Saga } from '../../../workflows/patterns/saga.ts';
import { note, fail, undo } from '../proxies.ts';

export async function program({ names, failAt }: { names: string[]; failAt: number }): Promise<string> {
  const saga = new Saga();
  try {
    for (const [index, name] of names.entries()) {
      saga.compensateWith(undo, { what: name });
      await note({ what: name });
      if (index === failAt) await fail({ type: 'Stopped', message: `at ${name}` });
    }
    return 'done';
  } catch (error) {
    await saga.compensate();
    throw failWith(failureOf(error));
  }
}
export const inputs = [
  { names: ['a', 'b', 'c'], failAt: 1 },
  { names: ['a'], failAt: 0 },
  { names: ['a', 'b'], failAt: 9 },
];
