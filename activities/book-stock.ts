import { ApplicationFailure } from '@temporalio/common';
import type { Store } from '../store/store.ts';
import type { Execution } from './execution.ts';

export interface BookStockDeps {
  store: Pick<Store, 'bookStock' | 'checkouts'>;
  execution: () => Execution;
}

/** Holds books for checkouts. */
export function createBookStockActivities({ store, execution }: BookStockDeps) {
  return {
    /**
     * Takes the order's books off the shelf, all or none.
     *
     * @throws ApplicationFailure `BookOutOfStock` for whoever loses the race, `CheckoutClosed` once it was undone
     */
    async reserveStock({
      orderId,
      bookId,
      quantity,
    }: {
      orderId: string;
      bookId: string;
      quantity: number;
    }): Promise<void> {
      const contested = execution().attempt > 1;
      const outcome = await store.bookStock.reserve({ id: bookId, orderId, quantity, contested });
      if (outcome === 'over') {
        throw ApplicationFailure.nonRetryable(`Order ${orderId} is over`, 'CheckoutClosed');
      }
      if (outcome !== 'reserved') {
        throw ApplicationFailure.nonRetryable('Sorry, the book is out of stock', 'BookOutOfStock');
      }
    },

    /** Puts the order's books back. A reservation that arrives later is refused. */
    async restoreStockQuantity({ orderId, bookId }: { orderId: string; bookId: string }): Promise<void> {
      await store.bookStock.release({ id: bookId, orderId });
      await store.checkouts.noteCompensation(orderId, 'restoreStockQuantity');
    },
  };
}

export type BookStockActivities = ReturnType<typeof createBookStockActivities>;
