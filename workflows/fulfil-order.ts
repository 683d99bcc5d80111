import { isCancellation, proxyActivities } from '@temporalio/workflow';
import type { FulfilmentOrder } from '../activities/fulfilment.ts';
import type { WarehouseActivities } from '../activities/warehouse.ts';
import type { CallbackAnswer } from './patterns/callback.ts';
import { failureOf } from './patterns/failure.ts';
import { progress } from './patterns/progress.ts';

const { assignCourier } = proxyActivities<WarehouseActivities>({
  startToCloseTimeout: '10 seconds',
  retry: {
    initialInterval: '1 second',
    backoffCoefficient: 2,
    maximumInterval: '1 minute',
    maximumAttempts: 60,
    nonRetryableErrorTypes: ['NoCourierAvailable'],
  },
});

const { answerCallback } = proxyActivities<WarehouseActivities>({
  startToCloseTimeout: '10 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '10 minutes' },
});

/**
 * The warehouse prepares an order: it finds a courier and answers whoever placed the order, with the courier or with
 * the reason why there is none.
 */
export async function fulfilOrder(order: FulfilmentOrder): Promise<{ accepted: boolean }> {
  progress('Assigning a courier');
  const answer = await answerTo(order);
  progress('Answering');
  return await answerCallback({ replyTo: order.replyTo, answer });
}

async function answerTo({ orderId, bookId }: FulfilmentOrder): Promise<CallbackAnswer> {
  try {
    return { value: await assignCourier({ orderId, bookId }) };
  } catch (error) {
    if (isCancellation(error)) throw error;
    return { failure: failureOf(error) };
  }
}
