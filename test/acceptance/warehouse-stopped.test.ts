import { afterEach, beforeEach, expect, it } from 'vitest';
import { INTERACTIVE_QUEUE, PROCESS_QUEUE, WAREHOUSE_QUEUE } from '../../client/processes.ts';
import { audit } from '../../store/audit/audit.ts';
import { startApi, type TestApi } from '../setup/api.ts';
import { newBook, newUser, shelfOf } from '../setup/checkouts.ts';
import { type Harness, startHarness } from '../setup/harness.ts';

let harness: Harness;
let api: TestApi;
beforeEach(async () => {
  harness = await startHarness({ queues: [PROCESS_QUEUE, INTERACTIVE_QUEUE] });
  api = await startApi(harness);
});
afterEach(async () => {
  await api.stop();
  await harness.stop();
});

const SOON = { timeout: 30_000 };

/** Orders over HTTP one copy of the book, so many times. Returns the orders' ids. */
async function placeOrders(count: number, order: { userId: string; bookId: string }): Promise<string[]> {
  const answers = await Promise.all(
    Array.from({ length: count }, () => api.call('POST /checkouts', { json: { ...order, quantity: 1 } })),
  );
  return answers.map(({ body }) => (body as { orderId: string }).orderId);
}

async function statusOf(orderId: string): Promise<unknown> {
  const { body } = await api.call(`GET /checkouts/${orderId}`);
  return (body as { status: unknown }).status;
}

const progressOf = (orderId: string) =>
  harness.client.temporal.workflow.getHandle(`checkout-${orderId}`).query('progress');

async function expectToWait(orderIds: string[]) {
  for (const orderId of orderIds) {
    await expect.poll(() => statusOf(orderId), SOON).toBe('Preparing');
    expect(await progressOf(orderId)).toBe('Preparing');
  }
}

async function expectToBeDispatched(orderIds: string[]) {
  for (const orderId of orderIds) {
    await expect.poll(() => statusOf(orderId), SOON).toBe('Dispatched');
    expect(await progressOf(orderId)).toBe('Dispatched');
  }
}

it('orders placed before any warehouse ever ran wait for it, and go on when it starts', async () => {
  const bookId = await newBook(harness.store, { quantity: 10 });
  const orderIds = await placeOrders(3, { userId: await newUser(harness.store), bookId });
  await expectToWait(orderIds);
  expect(await shelfOf(harness.store, bookId)).toEqual({ free: 7, held: 3, sold: 0 });

  await harness.startWorker(WAREHOUSE_QUEUE);
  await expectToBeDispatched(orderIds);
  expect(await shelfOf(harness.store, bookId)).toEqual({ free: 7, held: 0, sold: 3 });
  expect(await audit(harness.store)).toEqual([]);
});

it('orders placed while the warehouse is stopped wait for it, and go on when it is started again', async () => {
  const [userId, bookId] = [await newUser(harness.store), await newBook(harness.store, { quantity: 10 })];
  await harness.startWorker(WAREHOUSE_QUEUE);
  await expectToBeDispatched(await placeOrders(1, { userId, bookId }));

  await harness.stopWorker(WAREHOUSE_QUEUE);
  const orderIds = await placeOrders(4, { userId, bookId });
  await expectToWait(orderIds);
  expect(await shelfOf(harness.store, bookId)).toEqual({ free: 5, held: 4, sold: 1 });

  await harness.startWorker(WAREHOUSE_QUEUE);
  await expectToBeDispatched(orderIds);
  expect(await shelfOf(harness.store, bookId)).toEqual({ free: 5, held: 0, sold: 5 });
  expect(await audit(harness.store)).toEqual([]);
});
