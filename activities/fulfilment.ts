import { ApplicationFailure } from '@temporalio/common';
import type { Bill } from '../store/checkouts.ts';
import type { Store } from '../store/store.ts';
import type { CallbackTask } from '../workflows/patterns/callback.ts';
import { type CallbackDeps, openCallback, type ReplyTo } from './callbacks.ts';

/** What the warehouse is asked to prepare. */
export interface FulfilmentOrder {
  orderId: string;
  bookId: string;
  quantity: number;
  /** Where its answer goes. */
  replyTo: ReplyTo;
}

export interface FulfilmentDeps extends CallbackDeps {
  store: Pick<Store, 'callbacks' | 'checkouts'>;
  /** Puts the order into the warehouse's queue. A repeat is harmless. */
  enqueue: (order: FulfilmentOrder) => Promise<void>;
}

/** Hands orders to the warehouse. */
export function createFulfilmentActivities({ enqueue, ...deps }: FulfilmentDeps) {
  return {
    /**
     * Says on the record what is paid and that the order is being prepared, and puts it into the warehouse's queue.
     *
     * @throws ApplicationFailure `CheckoutClosed` when the order is being undone, `CallbackClosed` when the wait is over
     */
    async enqueueOrder({
      orderId,
      bookId,
      quantity,
      bill,
      task,
    }: {
      orderId: string;
      bookId: string;
      quantity: number;
      bill: Bill;
      task: CallbackTask;
    }): Promise<void> {
      if (!(await deps.store.checkouts.prepare(orderId, bill, deps.clock()))) {
        throw ApplicationFailure.nonRetryable(`Order ${orderId} is over`, 'CheckoutClosed');
      }
      await enqueue({ orderId, bookId, quantity, replyTo: await openCallback(deps, task) });
    },
  };
}

export type FulfilmentActivities = ReturnType<typeof createFulfilmentActivities>;
