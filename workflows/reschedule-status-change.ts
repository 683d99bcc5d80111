import { proxyLocalActivities } from '@temporalio/workflow';
import type { StatusItemInput } from '../activities/inputs/status-item.ts';
import type { SignalActivities } from '../activities/signals.ts';
import type { StatusItem, StatusItemCommandActivities } from '../activities/status-items.ts';

const { rescheduleStatusItem, sendSignal } = proxyLocalActivities<
  StatusItemCommandActivities & SignalActivities
>({
  startToCloseTimeout: '5 seconds',
  retry: {
    initialInterval: '1 second',
    backoffCoefficient: 2,
    maximumInterval: '10 seconds',
    nonRetryableErrorTypes: ['InvalidInput', 'ItemNotFound', 'ItemCompleted', 'ItemCancelled'],
  },
});

/**
 * Lets an item that waits start at another instant; the last one wins, and one that has passed starts it at once. The
 * record decides; the signal makes `changeStatusWhenDue` read it.
 *
 * @throws ApplicationFailure `InvalidInput`, `ItemNotFound`, `ItemCompleted`, `ItemCancelled`
 */
export async function rescheduleStatusChange({ Id, StartTimestamp }: StatusItemInput): Promise<StatusItem> {
  const { item, workflowId } = await rescheduleStatusItem({ Id, StartTimestamp });
  // Wake the Process
  await sendSignal({ workflowId, signal: 'statusItemChanged', payload: { change: 'rescheduled' } });
  return item;
}
