import type { ProcessClient } from '../client/process-client.ts';

/** Whether the store remembers what Temporal has forgotten: the process has run, and is not run again. */
export async function isPastRetention(
  processes: Pick<ProcessClient, 'describe'>,
  workflowId: string,
  find: () => Promise<unknown>,
): Promise<boolean> {
  return Boolean(await find()) && !(await processes.describe(workflowId));
}
