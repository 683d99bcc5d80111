import { ApplicationFailure, CancellationScope, isCancellation, proxyActivities } from '@temporalio/workflow';
import type { OrderInput } from '../activities/inputs/order.ts';
import type { InventoryActivities } from '../activities/inventory.ts';
import type { CompletedOrder, OrderActivities } from '../activities/orders.ts';
import type { PaymentActivities } from '../activities/payments.ts';
import { failureOf, failWith } from './patterns/failure.ts';
import { progress } from './patterns/progress.ts';
import { Saga } from './patterns/saga.ts';

const { checkInventory } = proxyActivities<InventoryActivities>({
  startToCloseTimeout: '10 seconds',
  retry: {
    initialInterval: '1 second',
    backoffCoefficient: 2,
    maximumInterval: '30 seconds',
    maximumAttempts: 10,
    nonRetryableErrorTypes: ['InvalidInput'],
  },
});

const { processPayment } = proxyActivities<PaymentActivities>({
  startToCloseTimeout: '10 seconds',
  retry: {
    initialInterval: '1 second',
    backoffCoefficient: 2,
    maximumAttempts: 4,
    nonRetryableErrorTypes: ['OrderNotFound', 'PaymentClosed'],
  },
});

const { updateOrderStatus } = proxyActivities<OrderActivities>({
  startToCloseTimeout: '10 seconds',
  retry: {
    initialInterval: '1 second',
    backoffCoefficient: 2,
    maximumInterval: '30 seconds',
    maximumAttempts: 10,
    nonRetryableErrorTypes: ['OrderClosed'],
  },
});

/** How often undoing is tried says the saga. */
const { releaseItems, refundPayment } = proxyActivities<InventoryActivities & PaymentActivities>({
  startToCloseTimeout: '10 seconds',
});

/** The record is kept in any case: without it nobody would know how the order ended. */
const { recordOrderFailure } = proxyActivities<OrderActivities>({
  startToCloseTimeout: '10 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 hour' },
});

/** What an order holds when nobody says: `{"orderId":"12345"}` alone is a valid order. */
const DEMO_ITEM = { sku: 'demo-item', quantity: 1 };

/**
 * Order processing: reserve the items, take the payment, complete the order. Whatever was taken is given back when it
 * cannot be completed, and the record of the order says why.
 *
 * @throws ApplicationFailure `OutOfStockError`, `PaymentError`, `OrderUpdateError`, `InvalidInput`
 */
export async function processOrder(order: OrderInput): Promise<CompletedOrder> {
  const { orderId, items = [DEMO_ITEM], amount } = order;
  const saga = new Saga();
  try {
    progress('Checking inventory');
    saga.compensateWith(releaseItems, { orderId, items });
    const { inStock } = await checkInventory({ orderId, items, amount });
    // Is In Stock?
    if (!inStock) throw ApplicationFailure.nonRetryable('Item is out of stock', 'OutOfStockError');

    progress('Processing payment');
    saga.compensateWith(refundPayment, { orderId });
    const { paymentSuccessful } = await processPayment({ orderId });
    // Payment Successful?
    if (!paymentSuccessful)
      throw ApplicationFailure.nonRetryable('Payment processing failed', 'PaymentError');

    progress('Completing the order');
    const completed = await completeOrder(orderId);
    progress('Completed');
    return completed;
  } catch (error) {
    const failure = failureOf(error);
    progress(`Giving back what was taken: ${failure.message}`);
    const notCompensated = await saga.compensate();
    await CancellationScope.nonCancellable(() => recordOrderFailure({ orderId, failure, notCompensated }));
    progress(`Failed: ${failure.message}`);
    if (isCancellation(error)) throw error;
    // Is All Given Back?
    if (notCompensated.length === 0) throw failWith(failure);
    throw failWith({ ...failure, details: { notCompensated } });
  }
}

async function completeOrder(orderId: string): Promise<CompletedOrder> {
  try {
    return await updateOrderStatus({ orderId, status: 'Completed' });
  } catch (error) {
    if (isCancellation(error)) throw error;
    throw ApplicationFailure.nonRetryable('The order could not be completed', 'OrderUpdateError');
  }
}
