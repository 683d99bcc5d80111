import { type NativeConnection, Worker, type WorkflowBundleOption } from '@temporalio/worker';

/** What a worker of Twinstep is made of. */
export interface WorkerParts {
  connection: NativeConnection;
  namespace: string;
  taskQueue: string;
  workflowBundle: WorkflowBundleOption;
  activities: object;
}

/**
 * A worker with the settings that docs/operations.md explains. `shutdown()` lets running activities finish for 5 s, then
 * cancels them, and gives up on them after 8 s.
 */
export async function createWorker(parts: WorkerParts): Promise<Worker> {
  return Worker.create({
    ...parts,
    maxConcurrentActivityTaskExecutions: 100,
    maxConcurrentLocalActivityExecutions: 100,
    maxConcurrentWorkflowTaskExecutions: 40,
    maxCachedWorkflows: 500,
    shutdownGraceTime: '5 seconds',
    shutdownForceTime: '8 seconds',
  });
}
