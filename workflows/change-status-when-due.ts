import { proxyActivities } from '@temporalio/workflow';
import type { StatusItemInput } from '../activities/inputs/status-item.ts';
import type { StatusItem, StatusItemActivities } from '../activities/status-items.ts';
import { progress } from './patterns/progress.ts';
import { receive } from './patterns/receive.ts';

const { startStatusItem, readStatusItem, completeStatusItem } = proxyActivities<StatusItemActivities>({
  startToCloseTimeout: '10 seconds',
  retry: {
    initialInterval: '1 second',
    backoffCoefficient: 2,
    maximumInterval: '30 seconds',
    nonRetryableErrorTypes: ['InvalidInput', 'IdInUse', 'ItemGone'],
  },
});

/**
 * Waitable status change: STARTING at once, COMPLETED at the start timestamp, never before. While it waits it can be
 * rescheduled and cancelled, by `rescheduleStatusChange` and `cancelStatusChange`.
 *
 * @throws ApplicationFailure `InvalidInput`, `IdInUse`, `ItemGone` when the item was deleted meanwhile
 */
export async function changeStatusWhenDue({ Id, StartTimestamp }: StatusItemInput): Promise<StatusItem> {
  progress('Starting');
  let item = await startStatusItem({ Id, StartTimestamp });
  while (item.ProcessStatus === 'STARTING') {
    progress(`Waiting until ${item.StartActionAt}`);
    // Wait Until Due
    const changed = await receive<object>('statusItemChanged', { until: item.StartActionAt });
    // Rescheduled or Cancelled?
    if (changed) {
      item = await readStatusItem({ Id });
    } else {
      item = await completeStatusItem({ Id, StartActionAt: item.StartActionAt });
    }
  }
  progress(item.ProcessStatus);
  return item;
}
