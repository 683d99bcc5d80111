import { EventEmitter, once } from 'node:events';
import { ApplicationFailure } from '@temporalio/common';
import { WorkflowFailedError } from '@temporalio/client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { OrderInput } from '../../activities/inputs/order.ts';
import type { CompletedOrder } from '../../activities/orders.ts';
import { type Harness, startHarness } from '../setup/harness.ts';
import { keepHistory } from '../setup/histories.ts';
import { uniqueName } from '../setup/isolation.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ timeSkipping: true });
});
afterEach(() => harness.restore());
afterAll(() => harness.stop());

async function run(input: OrderInput) {
  const { result, workflowId } = await harness.client.start('processOrder', input);
  const outcome: { completed?: CompletedOrder; failure?: { type: string; message: string } } =
    await result().then(
      (completed) => ({ completed }),
      (error: unknown) => ({ failure: failureOf(error) }),
    );
  await keepHistory(harness.client.temporal, historyName(outcome.failure), workflowId);
  return { ...outcome, workflowId, record: await harness.store.orders.find(input.orderId) };
}

const historyName = (failure?: { type: string }) => `process-order-${failure?.type ?? 'completed'}`;

function failureOf(error: unknown) {
  expect(error).toBeInstanceOf(WorkflowFailedError);
  const { cause } = error as WorkflowFailedError;
  expect(cause).toBeInstanceOf(ApplicationFailure);
  const { type, message, details } = cause as ApplicationFailure;
  return { type: type ?? '', message, ...(details?.length ? { details } : {}) };
}

/** What the product holds: free, sold and reserved. */
async function stockOf(sku: string) {
  const product = await harness.store.products.findOne({ _id: sku });
  if (!product) throw new Error(`no product ${sku}`);
  const { quantity, sold, reservations } = product;
  return { quantity, sold, reservations };
}

describe('an order that goes through', () => {
  it('is completed, with only its id given: one demo item at its price', async () => {
    const orderId = uniqueName('order');
    const before = await stockOf('demo-item');
    const { completed, record, workflowId } = await run({ orderId });

    expect(completed).toEqual({ orderId, status: 'Completed' });
    expect(workflowId).toBe(`order-${orderId}`);
    expect(harness.callsFor(orderId)).toEqual(['checkInventory', 'processPayment', 'updateOrderStatus']);
    expect(record).toMatchObject({ status: 'Completed', amount: { amount: 2000, currency: 'EUR' } });
    expect(await harness.store.payments.find(orderId)).toMatchObject({
      state: 'charged',
      amount: record?.amount,
    });
    const after = await stockOf('demo-item');
    expect(after).toEqual({ quantity: before.quantity - 1, sold: before.sold + 1, reservations: [] });
  });

  it('charges the amount it is given, and adds up repeated items', async () => {
    const orderId = uniqueName('order');
    const items = [
      { sku: 'demo-item', quantity: 2 },
      { sku: 'demo-item', quantity: 3 },
    ];
    const before = await stockOf('demo-item');
    await run({ orderId, items, amount: { amount: 4999, currency: 'USD' } });
    expect((await harness.store.payments.find(orderId))?.amount).toEqual({ amount: 4999, currency: 'USD' });
    expect((await stockOf('demo-item')).quantity).toBe(before.quantity - 5);
  });

  it('tells its progress', async () => {
    const orderId = uniqueName('order');
    const { workflowId } = await run({ orderId });
    expect(await harness.client.temporal.workflow.getHandle(workflowId).query('progress')).toBe('Completed');
  });
});

it('retries what fails for a while', async () => {
  const orderId = uniqueName('order');
  const failures = new Map<string, number>();
  for (const activity of ['checkInventory', 'processPayment', 'updateOrderStatus']) {
    harness.replace(activity, async (_, real) => {
      const before = failures.get(activity) ?? 0;
      failures.set(activity, before + 1);
      if (before < 2) throw new Error('for a while');
      return real();
    });
  }
  expect(await run({ orderId })).toMatchObject({ completed: { status: 'Completed' } });
  expect(harness.callsFor(orderId)).toHaveLength(9);
});

describe('an order that fails gives back what it took', () => {
  const unavailable = () => Promise.reject(new Error('no answer'));
  const cases: {
    name: string;
    input?: Omit<OrderInput, 'orderId'>;
    faults?: Record<string, () => Promise<never>>;
    failure: { type: string; message: string };
    payment?: string;
  }[] = [
    {
      name: 'out of stock',
      input: { items: [{ sku: 'sold-out-item', quantity: 1 }] },
      failure: { type: 'OutOfStockError', message: 'Item is out of stock' },
    },
    {
      name: 'one of two items out of stock',
      input: {
        items: [
          { sku: 'demo-item', quantity: 1 },
          { sku: 'sold-out-item', quantity: 1 },
        ],
      },
      failure: { type: 'OutOfStockError', message: 'Item is out of stock' },
    },
    {
      name: 'payment declined',
      input: { amount: { amount: 4913, currency: 'EUR' } },
      failure: { type: 'PaymentError', message: 'Payment processing failed' },
      payment: 'declined',
    },
    {
      name: 'payment provider out of reach',
      input: { amount: { amount: 4914, currency: 'EUR' } },
      failure: { type: 'GatewayUnavailable', message: 'The payment provider cannot be reached' },
      payment: 'void',
    },
    {
      name: 'record not to be updated',
      faults: { updateOrderStatus: unavailable },
      failure: { type: 'OrderUpdateError', message: 'The order could not be completed' },
      payment: 'refunded',
    },
    {
      name: 'nobody sells the item',
      input: { items: [{ sku: 'no-such-item', quantity: 1 }] },
      failure: { type: 'InvalidInput', message: 'items: nobody sells "no-such-item"' },
    },
    {
      name: 'quantity is no whole number',
      input: { items: [{ sku: 'demo-item', quantity: 1.5 }] },
      failure: {
        type: 'InvalidInput',
        message: 'items.0.quantity: Invalid input: expected int, received number',
      },
    },
  ];

  it.each(cases)('$name', async ({ input, faults, failure, payment }) => {
    for (const [activity, fault] of Object.entries(faults ?? {})) harness.replace(activity, fault);
    const orderId = uniqueName('order');
    const before = await stockOf('demo-item');
    const { failure: seen, record } = await run({ orderId, ...input });

    expect(seen).toEqual(failure);
    expect(record).toMatchObject({
      status: 'Failed',
      error: failure.type,
      cause: failure.message,
      compensationFailed: [],
    });
    expect(await stockOf('demo-item')).toEqual(before);
    expect((await harness.store.payments.find(orderId))?.state).toBe(payment);
  });

  it('and when it completed after all, though nobody heard of it', async () => {
    const orderId = uniqueName('order');
    const before = await stockOf('demo-item');
    harness.replace('updateOrderStatus', async (_, real) => {
      await real();
      throw new Error('the answer was lost');
    });
    const { failure, record } = await run({ orderId });
    expect(failure).toMatchObject({ type: 'OrderUpdateError' });
    expect(record).toMatchObject({ status: 'Failed' });
    expect(await stockOf('demo-item')).toEqual(before);
    expect((await harness.store.payments.find(orderId))?.state).toBe('refunded');
  });

  it('newest first, going on past one that cannot be done', async () => {
    const orderId = uniqueName('order');
    harness.replace('updateOrderStatus', unavailable);
    harness.replace('refundPayment', () =>
      Promise.reject(ApplicationFailure.nonRetryable('account closed', 'AccountClosed')),
    );
    const { failure, record } = await run({ orderId });
    expect(failure).toMatchObject({
      type: 'OrderUpdateError',
      details: [{ notCompensated: ['refundPayment'] }],
    });
    expect(record).toMatchObject({ error: 'OrderUpdateError', compensationFailed: ['refundPayment'] });
    expect(harness.callsFor(orderId).slice(-3)).toEqual([
      'refundPayment',
      'releaseItems',
      'recordOrderFailure',
    ]);
  });

  // Last: a time-skipping server whose workflow closed under a running activity does not skip any more.
  it('when it is cancelled on the way', async () => {
    const orderId = uniqueName('order');
    const before = await stockOf('demo-item');
    const step = new EventEmitter();
    const reached = once(step, 'reached');
    harness.replace('updateOrderStatus', async () => {
      step.emit('reached');
      await once(step, 'left');
      throw new Error('left without an effect');
    });
    const { workflowId, result } = await harness.client.start('processOrder', { orderId });
    await reached;
    await harness.client.temporal.workflow.getHandle(workflowId).cancel();
    await expect(result()).rejects.toThrow(WorkflowFailedError);
    step.emit('left');
    await keepHistory(harness.client.temporal, 'process-order-cancelled', workflowId);

    expect((await harness.client.describe(workflowId))?.status).toBe('CANCELLED');
    expect(await harness.store.orders.find(orderId)).toMatchObject({ status: 'Failed', error: 'Cancelled' });
    expect(await stockOf('demo-item')).toEqual(before);
    expect((await harness.store.payments.find(orderId))?.state).toBe('refunded');
  });
});
