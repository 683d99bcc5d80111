import { connectStore } from '../store/store.ts';
import type { StatusItemRecord } from '../store/status-items.ts';
import { memoryOfWaiting } from './memory.ts';
import { type BenchStack, load } from './processes.ts';
import { percentiles } from './statistics.ts';

const DUE = 1000;
const LANES = 50;

/** What status items cost: commands on them, many that are due in the same second, and many that wait. */
export async function benchStatusItems(stack: BenchStack): Promise<void> {
  const { latencies } = await load(stack, 'reschedules', 200, 1);
  console.log('PATCH /status-items/:Id, one at a time (target: p50 at most 50 ms)');
  console.table([percentiles('reschedule', latencies)]);

  // Those that warm up are due like the others.
  await load(stack, 'due-items', DUE - LANES, LANES);
  const lateness = await latenessOfCompleted(stack);
  console.log(
    `${lateness.length} of ${DUE} items that are due in the same second are completed (target: within 30 s)`,
  );
  console.table([percentiles('after it was due', lateness)]);

  console.log('Status items that wait (target: at most 150 MiB above 100 waiting)');
  console.table(await memoryOfWaiting(stack, 'waiting-items'));
}

/** How long after its instant each completed item was completed, in milliseconds. */
async function latenessOfCompleted({ settings }: BenchStack): Promise<number[]> {
  const store = await connectStore(settings['MONGODB_URI'] ?? '');
  try {
    const items = store.db.collection<StatusItemRecord>('statusItems').find({ status: 'COMPLETED' });
    return (await items.toArray()).map(
      ({ startActionAt, lastUpdated }) => lastUpdated.getTime() - startActionAt.getTime(),
    );
  } finally {
    await store.close();
  }
}
