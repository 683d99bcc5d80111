import { proxyActivities } from '@temporalio/workflow';
import { failureOf } from '../../../workflows/patterns/failure.ts';
import { broken } from '../proxies.ts';

const { broken: hopeless } = proxyActivities<{ broken(input: { what: string }): Promise<void> }>({
  startToCloseTimeout: '5 seconds',
  retry: { maximumAttempts: 5, nonRetryableErrorTypes: ['Broken'] },
});
export async function program(): Promise<string> {
  try {
    await hopeless({ what: 'this' });
    return 'fine';
  } catch (error) {
    return failureOf(error).message;
  }
}
export const inputs = [{}];
