import { type ChildProcess, execFileSync, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Measured } from './load.ts';

const tsx = ['--import', 'tsx'];

/** An embedded stack of the benchmark's own, on data of its own. */
export interface BenchStack {
  /** Its process; its programs are the children. */
  pid: number | undefined;
  /** The settings by which programs reach it. */
  settings: NodeJS.ProcessEnv;
  /** From `npm start` to ready, in seconds. */
  secondsToReady: number;
  stop: () => Promise<void>;
}

/** Starts the stack as `npm start` does. */
export async function startBenchStack(): Promise<BenchStack> {
  const data = await mkdtemp(join(tmpdir(), 'twinstep-bench-'));
  const began = performance.now();
  const child = spawn(process.execPath, [...tsx, join(import.meta.dirname, '../dev/start.ts')], {
    env: { ...process.env, TWINSTEP_DATA: data, LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(child, 'exit');
  let settings: NodeJS.ProcessEnv | undefined;
  while (!settings) {
    if (child.exitCode !== null) throw new Error('The stack did not start');
    settings = await readFile(join(data, 'stack.json'), 'utf8').then(
      (text) => JSON.parse(text) as NodeJS.ProcessEnv,
      () => undefined,
    );
    await setTimeout(20);
  }
  const secondsToReady = (performance.now() - began) / 1000;
  return {
    pid: child.pid,
    settings: { ...process.env, ...settings, LOG_LEVEL: 'warn' },
    secondsToReady,
    async stop() {
      child.kill('SIGTERM');
      await ended;
      await rm(data, { recursive: true, force: true });
    },
  };
}

/** A program of the stack, by its file: its process, and its resident memory in bytes. */
export function programOf({ pid }: BenchStack, file: string): { pid: number; resident: number } {
  const processes = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,rss=,args='], { encoding: 'utf8' });
  const program = processes
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .find(([, parent, , ...args]) => Number(parent) === pid && args.join(' ').includes(file));
  if (!program) throw new Error(`The stack runs no ${file}`);
  return { pid: Number(program[0]), resident: Number(program[2]) * 1024 };
}

/** Does something while the warehouse stands still. */
export async function withoutWarehouse<Result>(
  stack: BenchStack,
  work: () => Promise<Result>,
): Promise<Result> {
  const { pid } = programOf(stack, 'worker/warehouse.ts');
  process.kill(pid, 'SIGSTOP');
  try {
    return await work();
  } finally {
    process.kill(pid, 'SIGCONT');
  }
}

/** Runs one load against the stack, in a process of its own. */
export async function load(
  stack: BenchStack,
  name: string,
  executions: number,
  concurrency: number,
): Promise<Measured> {
  const child = start(stack, 'load.ts', [name, String(executions), String(concurrency)]);
  const [measured] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) =>
      Promise.reject(new Error(`The load ${name} ended with status ${code}`)),
    ),
  ])) as [Measured];
  return measured;
}

/** Starts the baseline's worker of a queue. */
export async function startBareWorker(
  stack: BenchStack,
  taskQueue: 'bare' | 'bare-warehouse',
): Promise<() => Promise<void>> {
  const child = start(stack, 'bare/worker.ts', [taskQueue]);
  await once(child, 'message');
  return async () => {
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
}

function start({ settings }: BenchStack, file: string, args: string[]): ChildProcess {
  return fork(join(import.meta.dirname, file), args, { execArgv: tsx, env: settings });
}
