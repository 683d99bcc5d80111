import {
  ApplicationFailure,
  CancellationScope,
  isCancellation,
  proxyActivities,
  workflowInfo,
} from '@temporalio/workflow';
import type { BillingActivities } from '../activities/billing.ts';
import type { BookStockActivities } from '../activities/book-stock.ts';
import type { CheckoutActivities, DispatchedCheckout } from '../activities/checkouts.ts';
import type { DispatchActivities } from '../activities/dispatch.ts';
import type { FulfilmentActivities } from '../activities/fulfilment.ts';
import type { CheckoutInput, Preparation } from '../activities/inputs/checkout.ts';
import type { PointsActivities } from '../activities/points.ts';
import type { Money } from '../store/money.ts';
import { callback } from './patterns/callback.ts';
import { failureOf, failWith } from './patterns/failure.ts';
import { progress } from './patterns/progress.ts';
import { Saga } from './patterns/saga.ts';

const { openCheckout, redeemPoints, reserveStock } = proxyActivities<
  CheckoutActivities & PointsActivities & BookStockActivities
>({
  startToCloseTimeout: '10 seconds',
  retry: {
    initialInterval: '1 second',
    backoffCoefficient: 2,
    maximumInterval: '30 seconds',
    maximumAttempts: 10,
    nonRetryableErrorTypes: [
      'InvalidInput',
      'BookNotFound',
      'UserNotFound',
      'BookOutOfStock',
      'CheckoutClosed',
    ],
  },
});

const { billCustomer } = proxyActivities<BillingActivities>({
  startToCloseTimeout: '10 seconds',
  retry: {
    initialInterval: '1 second',
    backoffCoefficient: 2,
    maximumAttempts: 4,
    nonRetryableErrorTypes: ['BillingError'],
  },
});

const { enqueueOrder } = proxyActivities<FulfilmentActivities>({
  startToCloseTimeout: '10 seconds',
  retry: {
    initialInterval: '1 second',
    backoffCoefficient: 2,
    maximumInterval: '30 seconds',
    maximumAttempts: 10,
    nonRetryableErrorTypes: ['CheckoutClosed', 'CallbackClosed'],
  },
});

/** A cancellation waits for the attempt that is under way, which may be sending the mail. */
const { dispatchOrder } = proxyActivities<DispatchActivities>({
  startToCloseTimeout: '30 seconds',
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
  retry: {
    initialInterval: '1 second',
    backoffCoefficient: 2,
    maximumInterval: '1 minute',
    maximumAttempts: 60,
    nonRetryableErrorTypes: ['CheckoutClosed', 'PreparationMalformed'],
  },
});

/** How often undoing is tried says the saga. */
const { restoreRedeemPoints, restoreStockQuantity, refundCustomer } = proxyActivities<
  PointsActivities & BookStockActivities & BillingActivities
>({ startToCloseTimeout: '10 seconds' });

/** The record is kept in any case: without it nobody would know how the order ended. */
const { abandonCheckout, recordCheckoutFailure, settleCheckout } = proxyActivities<CheckoutActivities>({
  startToCloseTimeout: '10 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 hour' },
});

/**
 * Store checkout: take points, books and money, have the warehouse prepare the order, and tell the customer. Whatever
 * was taken is given back when the order cannot be dispatched. The order's id is the workflow id without `checkout-`.
 *
 * @throws ApplicationFailure `InvalidInput`, `BookNotFound`, `UserNotFound`, `BookOutOfStock`, `BillingError`,
 *   `PreparationTimedOut`, `PreparationMalformed`, or what the warehouse reports, as `NoCourierAvailable`
 */
export async function storeCheckout(request: CheckoutInput): Promise<DispatchedCheckout> {
  const orderId = workflowInfo().workflowId.replace('checkout-', '');
  const saga = new Saga();
  try {
    progress('Checking inventory');
    // Check Inventory
    const opened = await openCheckout({ orderId, request });
    const { userId, bookId, quantity, redeem, total, preparationLimit } = opened;

    let pointsRedeemed = 0;
    let amountBilled = total;
    // Is Redeem Needed?
    if (redeem) {
      progress('Redeeming points');
      saga.compensateWith(restoreRedeemPoints, { orderId, userId });
      const { points, remaining } = await redeemPoints({ orderId, userId, total });
      pointsRedeemed = points;
      amountBilled = remaining;
    }

    progress('Reserving stock');
    saga.compensateWith(restoreStockQuantity, { orderId, bookId });
    await reserveStock({ orderId, bookId, quantity });

    // Anything To Bill?
    if (amountBilled.amount > 0) {
      progress('Billing the customer');
      saga.compensateWith(refundCustomer, { orderId });
      await bill(orderId, amountBilled);
    }

    progress('Preparing');
    const paid = { total, pointsRedeemed, amountBilled };
    // Prepare Order
    const preparation = await callback<Preparation>(
      (task) => enqueueOrder({ orderId, bookId, quantity, bill: paid, task }),
      {
        timeout: preparationLimit,
        timedOut: { type: 'PreparationTimedOut', message: 'The warehouse did not answer in time' },
      },
    );

    progress('Dispatching');
    await dispatchOrder({ orderId, preparation });
  } catch (error) {
    const failure = failureOf(error);
    const { abandoned } = await CancellationScope.nonCancellable(() => abandonCheckout({ orderId }));
    // Is Abandoned?
    if (abandoned) {
      progress(`Giving back what was taken: ${failure.message}`);
      const notCompensated = await saga.compensate();
      await CancellationScope.nonCancellable(() =>
        recordCheckoutFailure({ orderId, failure, notCompensated }),
      );
      progress(`Failed: ${failure.message}`);
      if (isCancellation(error)) throw error;
      // Is All Given Back?
      if (notCompensated.length === 0) throw failWith(failure);
      throw failWith({ ...failure, details: { notCompensated } });
    }
  }
  // Settle Checkout
  const dispatched = await CancellationScope.nonCancellable(() => settleCheckout({ orderId }));
  progress('Dispatched');
  return dispatched;
}

async function bill(orderId: string, amount: Money): Promise<void> {
  try {
    await billCustomer({ orderId, amount });
  } catch (error) {
    if (isCancellation(error)) throw error;
    throw ApplicationFailure.nonRetryable(failureOf(error).message, 'BillingError');
  }
}
