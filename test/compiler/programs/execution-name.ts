import { workflowInfo } from '@temporalio/workflow';

export async function program({ n }: { n: number }): Promise<boolean> {
  const { workflowId } = workflowInfo();
  return workflowId.length > n;
}
export const inputs = [{ n: 1 }];
