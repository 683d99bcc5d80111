import type { Client } from '@temporalio/client';

/** Activities that do nothing, for the baseline; or nothing but start a workflow, or send a signal. */
export function createBareActivities(client: Client) {
  return {
    nothing: (input: unknown): Promise<unknown> => Promise.resolve(input),

    async startFulfilment(input: { workflowId: string }): Promise<void> {
      const workflowId = `fulfil-${input.workflowId}`;
      await client.workflow.start('bareFulfilment', {
        workflowId,
        taskQueue: 'bare-warehouse',
        args: [input],
      });
    },

    async sendAnswer({ workflowId }: { workflowId: string }): Promise<void> {
      await client.workflow.getHandle(workflowId).signal('answered');
    },
  };
}
