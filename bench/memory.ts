import { setTimeout } from 'node:timers/promises';
import { type BenchStack, load, programOf } from './processes.ts';

/** A row of the table of what waiting executions cost the worker. */
export interface MemoryRow {
  waiting: number;
  /** Resident memory, 2^20 bytes. */
  'worker MiB': number;
  'above 100 waiting': number;
}

const FEW = 100;
const MANY = 10_000;

/**
 * The worker's resident memory with 100 executions waiting, and with 10,000 in all. The load `name` starts executions
 * that go on waiting; its `stop` resolves once all of them do.
 */
export async function memoryOfWaiting(stack: BenchStack, name: string): Promise<MemoryRow[]> {
  // Those that warm up wait like the others.
  await load(stack, name, 0, FEW);
  const few = await workerMemory(stack);
  await load(stack, name, MANY - 2 * FEW, FEW);
  const many = await workerMemory(stack);
  return [
    { waiting: FEW, 'worker MiB': few, 'above 100 waiting': 0 },
    { waiting: MANY, 'worker MiB': many, 'above 100 waiting': many - few },
  ];
}

/** Resident memory of the stack's worker once it has come to rest, in MiB. */
async function workerMemory(stack: BenchStack): Promise<number> {
  await setTimeout(5_000);
  return Math.round(programOf(stack, 'worker/main.ts').resident / 1024 ** 2);
}
