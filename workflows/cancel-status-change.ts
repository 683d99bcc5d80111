import { proxyLocalActivities } from '@temporalio/workflow';
import type { StatusItemId } from '../activities/inputs/status-item.ts';
import type { SignalActivities } from '../activities/signals.ts';
import type { StatusItem, StatusItemCommandActivities } from '../activities/status-items.ts';

const { cancelStatusItem, sendSignal } = proxyLocalActivities<StatusItemCommandActivities & SignalActivities>(
  {
    startToCloseTimeout: '5 seconds',
    retry: {
      initialInterval: '1 second',
      backoffCoefficient: 2,
      maximumInterval: '10 seconds',
      nonRetryableErrorTypes: ['InvalidInput', 'ItemNotFound', 'ItemCompleted', 'ItemCancelled'],
    },
  },
);

/**
 * Cancels an item that waits: it never starts. Cancelling it again gives the same answer. The record decides; the
 * signal makes `changeStatusWhenDue` read it.
 *
 * @throws ApplicationFailure `InvalidInput`, `ItemNotFound`, `ItemCompleted`
 */
export async function cancelStatusChange({ Id }: StatusItemId): Promise<StatusItem> {
  const { item, workflowId } = await cancelStatusItem({ Id });
  // Wake the Process
  await sendSignal({ workflowId, signal: 'statusItemChanged', payload: { change: 'cancelled' } });
  return item;
}
