import { proxyActivities } from '@temporalio/workflow';
import { broken } from '../proxies.ts';

const common = { startToCloseTimeout: '1 minute', heartbeatTimeout: '20 seconds' } as const;
const RETRY = {
  initialInterval: '2 seconds',
  backoffCoefficient: 3,
  maximumInterval: '10s',
  maximumAttempts: 2 + 2,
};
const activities = proxyActivities<{ broken(input: { what: string }): Promise<void> }>({
  ...common,
  retry: RETRY,
});
export async function program(): Promise<string> {
  await activities.broken({ what: 'everything' });
  return 'not reached';
}
export const inputs = [{}];
