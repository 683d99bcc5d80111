import { ApplicationFailure } from '@temporalio/common';
import type { Store } from '../store/store.ts';
import { id } from './inputs/ids.ts';
import { totalQuantities } from './inputs/order.ts';

export interface OrderDeps {
  store: Pick<Store, 'orders' | 'productStock'>;
  clock: () => Date;
}

/** The result of `processOrder`. */
export interface CompletedOrder {
  orderId: string;
  status: 'Completed';
}

/** Keeps the records of orders. */
export function createOrderActivities({ store, clock }: OrderDeps) {
  return {
    /**
     * Completes the order, and turns what it reserved into a sale.
     *
     * @throws ApplicationFailure `OrderClosed` when the order has failed
     */
    async updateOrderStatus({ orderId, status }: CompletedOrder): Promise<CompletedOrder> {
      const order = await store.orders.complete(orderId, clock());
      if (!order) throw ApplicationFailure.nonRetryable(`Order ${orderId} is not under way`, 'OrderClosed');
      for (const [sku, quantity] of totalQuantities(order.items)) {
        await store.productStock.sell({ id: sku, orderId, quantity });
      }
      return { orderId, status };
    },

    /** Says on the record that the order failed, why, and what could not be undone. A refused id has no record. */
    async recordOrderFailure({
      orderId,
      failure,
      notCompensated,
    }: {
      orderId: string;
      failure: { type: string; message: string };
      notCompensated: string[];
    }): Promise<void> {
      if (!id.safeParse(orderId).success) return;
      await store.orders.fail(orderId, {
        error: failure.type,
        cause: failure.message,
        compensationFailed: notCompensated,
        at: clock(),
      });
    },
  };
}

export type OrderActivities = ReturnType<typeof createOrderActivities>;
