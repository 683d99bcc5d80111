import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from './activities.ts';

/** The activities as the programs call them: one attempt each, or three with a pause between. */
export const { add, double, isEven, say, note, order, none, fail, undo, undoLate, enqueue } =
  proxyActivities<Activities>({ startToCloseTimeout: '5 seconds', retry: { maximumAttempts: 1 } });

export const { flaky, broken } = proxyActivities<Activities>({
  startToCloseTimeout: '5 seconds',
  retry: { maximumAttempts: 3, initialInterval: '1 second', nonRetryableErrorTypes: ['Hopeless'] },
});
