import { ApplicationFailure } from '@temporalio/common';
import type { Money } from '../store/money.ts';
import type { Store } from '../store/store.ts';
import type { Execution } from './execution.ts';
import { orderInput, type OrderInput, type OrderItem, totalQuantities } from './inputs/order.ts';
import { parseInput } from './inputs/parse.ts';
import { isSimulatedFailure } from './simulated-failures.ts';

export interface InventoryDeps {
  store: Pick<Store, 'orders' | 'products' | 'productStock'>;
  clock: () => Date;
  execution: () => Execution;
  /** The share of orders, 0 to 1, said to be out of stock though they are not. */
  simulatedFailureRate: number;
}

/** Knows what there is of each product, and holds it for orders. */
export function createInventoryActivities({ store, clock, execution, simulatedFailureRate }: InventoryDeps) {
  return {
    /**
     * Opens the order's record and reserves its items under the order's id, all or none.
     *
     * @throws ApplicationFailure `InvalidInput`, also for an item nobody sells
     */
    async checkInventory(input: OrderInput): Promise<{ orderId: string; inStock: boolean }> {
      const { orderId, items = [], amount } = parseInput(orderInput, input);
      const quantities = totalQuantities(items);
      const price = await priceOf(quantities);
      await store.orders.open({ _id: orderId, items, amount: amount ?? price, at: clock() });

      if (isSimulatedFailure(simulatedFailureRate, 'inventory', orderId)) return { orderId, inStock: false };
      for (const [sku, quantity] of quantities) {
        const outcome = await store.productStock.reserve({
          id: sku,
          orderId,
          quantity,
          contested: execution().attempt > 1,
        });
        if (outcome === 'reserved') continue;
        if (outcome !== 'over') await releaseAll(orderId, quantities);
        return { orderId, inStock: false };
      }
      return { orderId, inStock: true };
    },

    /** Gives the order's items back to the shelf, sold ones too. Of an order that was refused as invalid none are held. */
    async releaseItems(input: { orderId: string; items: OrderItem[] }): Promise<void> {
      const order = orderInput.pick({ orderId: true, items: true }).safeParse(input);
      if (order.success) await releaseAll(order.data.orderId, totalQuantities(order.data.items ?? []));
    },
  };

  async function releaseAll(orderId: string, quantities: Map<string, number>): Promise<void> {
    const quantitySold = async (quantity: number) =>
      (await store.orders.find(orderId))?.status === 'Completed' ? quantity : 0;
    for (const [sku, quantity] of quantities) {
      await store.productStock.release({ id: sku, orderId, quantitySold: () => quantitySold(quantity) });
    }
  }

  async function priceOf(quantities: Map<string, number>): Promise<Money> {
    const products = await store.products.find({ _id: { $in: [...quantities.keys()] } }).toArray();
    const unknown = [...quantities.keys()].find((sku) => !products.some((product) => product._id === sku));
    if (unknown !== undefined)
      throw ApplicationFailure.nonRetryable(`items: nobody sells "${unknown}"`, 'InvalidInput');
    return {
      amount: products.reduce(
        (sum, product) => sum + product.price.amount * (quantities.get(product._id) ?? 0),
        0,
      ),
      currency: products[0]?.price.currency ?? 'EUR',
    };
  }
}

export type InventoryActivities = ReturnType<typeof createInventoryActivities>;
