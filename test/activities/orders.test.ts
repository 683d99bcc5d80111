import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createInventoryActivities } from '../../activities/inventory.ts';
import { createOrderActivities } from '../../activities/orders.ts';
import { simulatedGateway } from '../../activities/payment-gateway.ts';
import { createPaymentActivities } from '../../activities/payments.ts';
import { isSimulatedFailure } from '../../activities/simulated-failures.ts';
import { seed } from '../../store/seed.ts';
import { connectStore, type Store } from '../../store/store.ts';
import { databaseUri, uniqueName } from '../setup/isolation.ts';

const SKU = 'demo-item';
const PIECES = 1_000_000;

let store: Store;
beforeAll(async () => {
  store = await connectStore(databaseUri());
});
afterAll(() => store.close());

let orderId: string;
let items: { sku: string; quantity: number }[];
beforeEach(async () => {
  await store.db.dropDatabase();
  await seed(store);
  orderId = uniqueName('order');
  items = [{ sku: SKU, quantity: 3 }];
});

function activities({ attempt = 1, simulatedFailureRate = 0 } = {}) {
  const clock = () => new Date('2030-01-01T00:00:00Z');
  const execution = () => ({ namespace: 'test', workflowId: `order-${orderId}`, runId: 'run', attempt });
  const gateway = simulatedGateway({ store, clock });
  return {
    ...createInventoryActivities({ store, clock, execution, simulatedFailureRate }),
    ...createPaymentActivities({ store, gateway, simulatedFailureRate }),
    ...createOrderActivities({ store, clock }),
  };
}

async function stock() {
  const product = await store.products.findOne({ _id: SKU });
  if (!product) throw new Error('no product');
  const reserved = product.reservations.reduce((sum, { quantity }) => sum + quantity, 0);
  expect(product.quantity + reserved + product.sold).toBe(PIECES);
  return { free: product.quantity, reserved, sold: product.sold };
}

const failure = { type: 'OutOfStockError', message: 'Item is out of stock' };

/** Each step of an order, with what must have been done before it. */
const steps = {
  checkInventory: { before: [], run: () => activities().checkInventory({ orderId, items }) },
  processPayment: { before: ['checkInventory'], run: () => activities().processPayment({ orderId }) },
  updateOrderStatus: {
    before: ['checkInventory', 'processPayment'],
    run: () => activities().updateOrderStatus({ orderId, status: 'Completed' as const }),
  },
  refundPayment: {
    before: ['checkInventory', 'processPayment'],
    run: () => activities().refundPayment({ orderId }),
  },
  releaseItems: { before: ['checkInventory'], run: () => activities().releaseItems({ orderId, items }) },
  recordOrderFailure: {
    before: ['checkInventory'],
    run: () => activities().recordOrderFailure({ orderId, failure, notCompensated: [] }),
  },
} satisfies Record<string, { before: string[]; run: () => Promise<unknown> }>;

type Step = keyof typeof steps;

async function everything() {
  const collections = await store.db.listCollections().toArray();
  const names = collections.map(({ name }) => name).sort();
  return Promise.all(names.map(async (name) => [name, await store.db.collection(name).find().toArray()]));
}

describe('run twice, the world is as if it ran once', () => {
  it.each(Object.keys(steps) as Step[])('%s', async (step) => {
    for (const before of steps[step].before as Step[]) await steps[before].run();
    const answer = await steps[step].run();
    const world = await everything();
    expect(await steps[step].run()).toEqual(answer);
    expect(await everything()).toEqual(world);
  });

  it.each(Object.keys(steps) as Step[])('%s, two at once', async (step) => {
    for (const before of steps[step].before as Step[]) await steps[before].run();
    const [first, second] = await Promise.all([steps[step].run(), steps[step].run()]);
    expect(first).toEqual(second);
    const world = await everything();
    await steps[step].run();
    expect(await everything()).toEqual(world);
  });
});

describe('an effect that arrives late, after it was undone, is refused', () => {
  it('of a reservation that was never seen', async () => {
    await activities().releaseItems({ orderId, items });
    expect(await activities().checkInventory({ orderId, items })).toEqual({ orderId, inStock: false });
    expect(await stock()).toEqual({ free: PIECES, reserved: 0, sold: 0 });
  });

  it('of a reservation that a second attempt made and the order gave back', async () => {
    await activities({ attempt: 2 }).checkInventory({ orderId, items });
    await activities().releaseItems({ orderId, items });
    await activities().checkInventory({ orderId, items });
    expect(await stock()).toEqual({ free: PIECES, reserved: 0, sold: 0 });
  });

  it.each(['inserts it', 'finds it there'])(
    'of a reservation that became a sale, when the second attempt %s',
    async (how) => {
      if (how === 'finds it there') await activities().checkInventory({ orderId, items });
      await activities({ attempt: 2 }).checkInventory({ orderId, items });
      await activities().updateOrderStatus({ orderId, status: 'Completed' });
      await activities().checkInventory({ orderId, items });
      expect(await stock()).toEqual({ free: PIECES - 3, reserved: 0, sold: 3 });
    },
  );

  it('of a charge', async () => {
    await activities().checkInventory({ orderId, items });
    await activities().refundPayment({ orderId });
    await expect(activities().processPayment({ orderId })).rejects.toMatchObject({ type: 'PaymentClosed' });
    expect((await store.payments.find(orderId))?.state).toBe('void');
  });

  it('of a completion', async () => {
    await activities().checkInventory({ orderId, items });
    await activities().releaseItems({ orderId, items });
    await activities().recordOrderFailure({ orderId, failure, notCompensated: [] });
    await expect(activities().updateOrderStatus({ orderId, status: 'Completed' })).rejects.toMatchObject({
      type: 'OrderClosed',
    });
    expect((await store.orders.find(orderId))?.status).toBe('Failed');
    expect(await stock()).toEqual({ free: PIECES, reserved: 0, sold: 0 });
  });
});

it('gives a sale back, once', async () => {
  await steps.checkInventory.run();
  await steps.updateOrderStatus.run();
  expect(await stock()).toEqual({ free: PIECES - 3, reserved: 0, sold: 3 });
  await steps.releaseItems.run();
  await steps.releaseItems.run();
  expect(await stock()).toEqual({ free: PIECES, reserved: 0, sold: 0 });
});

it('sells nothing twice: of 30 orders for 3 of 50 pieces at once, 16 get them', async () => {
  await store.products.updateOne({ _id: SKU }, { $set: { quantity: 50 } });
  const answers = await Promise.all(
    Array.from({ length: 30 }, (_, number) =>
      activities().checkInventory({ orderId: `${orderId}-${number}`, items }),
    ),
  );
  expect(answers.filter(({ inStock }) => inStock)).toHaveLength(16);
  expect((await store.products.findOne({ _id: SKU }))?.quantity).toBe(2);
});

it.each([
  ['an amount ending in 13 is declined', 4913, { paymentSuccessful: false }, 'declined'],
  ['any other is taken', 4900, { paymentSuccessful: true }, 'charged'],
])('payment: %s', async (_, amount, answer, state) => {
  await activities().checkInventory({ orderId, items, amount: { amount, currency: 'EUR' } });
  expect(await activities().processPayment({ orderId })).toEqual({ orderId, ...answer });
  expect(await store.payments.find(orderId)).toMatchObject({ state, amount: { amount, currency: 'EUR' } });
});

it('payment: without a record there is nothing to charge', async () => {
  await expect(activities().processPayment({ orderId })).rejects.toThrow(ApplicationFailure);
  expect(await store.payments.find(orderId)).toBeNull();
});

it.each([
  [{ orderId: 12345 }, 'orderId: must be 1 to 100 of letters, digits, ".", "_" and "-"'],
  [{ orderId: 'a/b' }, 'orderId: must be 1 to 100 of letters, digits, ".", "_" and "-"'],
  [{}, 'orderId: Invalid input: expected string, received undefined'],
  [{ orderId: 'a', items: [] }, 'items: Too small: expected array to have >=1 items'],
  [
    { orderId: 'a', items: [{ sku: SKU, quantity: 0 }] },
    'items.0.quantity: Too small: expected number to be >=1',
  ],
  [
    { orderId: 'a', amount: { amount: -1, currency: 'EUR' } },
    'amount.amount: Too small: expected number to be >=0',
  ],
])('refuses the input %j and writes nothing', async (input, message) => {
  const before = await everything();
  await expect(activities().checkInventory(input as never)).rejects.toMatchObject({
    type: 'InvalidInput',
    message,
  });
  expect(await everything()).toEqual(before);
});

describe('simulated failures', () => {
  const orders = Array.from({ length: 2000 }, (_, number) => `order-${number}`);
  const share = (decide: (order: string) => boolean) => orders.filter(decide).length / orders.length;

  it('refuse their share of orders, alike at each retry, inventory and payment independently', () => {
    const inventory = (order: string) => isSimulatedFailure(0.3, 'inventory', order);
    const payment = (order: string) => isSimulatedFailure(0.3, 'payment', order);
    expect(share(inventory)).toBeCloseTo(0.3, 1);
    expect(share(payment)).toBeCloseTo(0.3, 1);
    expect(share((order) => inventory(order) && payment(order))).toBeCloseTo(0.09, 1);
    expect(orders.map(inventory)).toEqual(orders.map(inventory));
  });

  it('refuse none at 0 and all at 1', async () => {
    expect(share((order) => isSimulatedFailure(0, 'inventory', order))).toBe(0);
    expect(await activities({ simulatedFailureRate: 1 }).checkInventory({ orderId, items })).toMatchObject({
      inStock: false,
    });
    await activities().checkInventory({ orderId: `${orderId}-2`, items });
    expect(
      await activities({ simulatedFailureRate: 1 }).processPayment({ orderId: `${orderId}-2` }),
    ).toMatchObject({ paymentSuccessful: false });
  });
});
