import { setTimeout } from 'node:timers/promises';
import type { ExecutionDescription, ProcessClient } from '../client/process-client.ts';
import { Problem } from './problem.ts';

const PATIENCE_MS = 5_000;
const INTERVAL_MS = 50;

/** The execution whose first activity, the one that opens the record, is still to be done; undefined where there is none. */
export async function executionBeforeItsRecord(
  processes: Pick<ProcessClient, 'describe' | 'history'>,
  workflowId: string,
): Promise<ExecutionDescription | undefined> {
  const execution = await processes.describe(workflowId);
  if (execution?.status !== 'RUNNING') return undefined;
  const history = (await processes.history(workflowId)) ?? [];
  return history.some(({ type }) => type === 'ActivityTaskCompleted') ? undefined : execution;
}

/**
 * Waits while the record of a process that was just started is still to be opened: a command that follows at once finds it.
 *
 * @throws Problem `unavailable` when nobody opens it
 */
export async function untilRecordIsOpen(
  processes: Pick<ProcessClient, 'describe' | 'history'>,
  workflowId: string,
  find: () => Promise<unknown>,
): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  while (!(await find()) && (await executionBeforeItsRecord(processes, workflowId))) {
    if (Date.now() > until) {
      throw new Problem('unavailable', 'Nobody has begun to work on this yet; try again');
    }
    await setTimeout(INTERVAL_MS);
  }
}
