import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { audit } from '../../store/audit/audit.ts';
import { connectStore, type Store } from '../../store/store.ts';
import { activitiesOver } from '../setup/activities.ts';
import { newBook, newUser } from '../setup/checkouts.ts';
import { databaseUri } from '../setup/isolation.ts';

const clock = () => new Date();
let store: Store;
let bookId: string;
let userId: string;
let activities: ReturnType<typeof activitiesOver>;
let attempt = 1;

beforeEach(async () => {
  attempt = 1;
  store = await connectStore(databaseUri());
  bookId = await newBook(store);
  userId = await newUser(store, { points: 10 });
  activities = activitiesOver(store, {
    execution: () => ({ namespace: 'test', workflowId: 'checkout-1', runId: 'run', attempt }),
  });
});
afterEach(() => store.close());

/** Each step of an order, done twice: the second time changes nothing. */
async function twice(step: () => Promise<unknown>): Promise<void> {
  await step();
  const once = await documents();
  attempt++;
  await step();
  attempt--;
  expect(withoutMarks(await documents())).toEqual(withoutMarks(once));
}

async function documents(): Promise<unknown> {
  const collections = ['books', 'points', 'checkouts', 'payments'];
  return Promise.all(collections.map((name) => store.db.collection(name).find().toArray()));
}

/** A repeat leaves the mark that it was one, and the time of the last change. */
const withoutMarks = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, part: unknown) =>
      ['contested', 'updatedAt', 'at'].includes(key) ? undefined : part,
    ),
  );

const orderId = '1';
const total = { amount: 6000, currency: 'EUR' };
const bill = { total, pointsRedeemed: 10, amountBilled: { amount: 5000, currency: 'EUR' } };

async function takeAll(): Promise<void> {
  await twice(() =>
    activities.openCheckout({ orderId, request: { userId, bookId, quantity: 3, redeem: true } }),
  );
  await twice(() => activities.redeemPoints({ orderId, userId, total }));
  await twice(() => activities.reserveStock({ orderId, bookId, quantity: 3 }));
  await twice(() => activities.billCustomer({ orderId, amount: bill.amountBilled }));
}

async function dispatch(): Promise<void> {
  await takeAll();
  await store.checkouts.prepare(orderId, bill, clock());
  await twice(() => activities.dispatchOrder({ orderId, preparation: { courier: 'Swift' } }));
  await twice(() => activities.settleCheckout({ orderId }));
}

async function undo(): Promise<void> {
  await takeAll();
  await twice(() => activities.abandonCheckout({ orderId }));
  await twice(() => activities.refundCustomer({ orderId }));
  await twice(() => activities.restoreStockQuantity({ orderId, bookId }));
  await twice(() => activities.restoreRedeemPoints({ orderId, userId }));
  const failure = { type: 'Cancelled', message: '' };
  await twice(() => activities.recordCheckoutFailure({ orderId, failure, notCompensated: [] }));
}

describe('a store that adds up', () => {
  it.each([
    ['an order under way', takeAll],
    ['a dispatched order', dispatch],
    ['a failed order', undo],
  ])('with %s, each step done twice', async (_, order) => {
    await order();
    expect(await audit(store)).toEqual([]);
  });
});

describe('a store that does not add up', () => {
  const cases: [
    name: string,
    order: () => Promise<void>,
    collection: string,
    id: () => string,
    change: object,
  ][] = [
    ['a copy too few', dispatch, 'books', () => bookId, { $inc: { quantity: -1 } }],
    ['a copy sold twice', dispatch, 'books', () => bookId, { $inc: { sold: 3, quantity: -3 } }],
    ['a point from nowhere', undo, 'points', () => userId, { $inc: { quantity: 1 } }],
    ['a point used for nothing', undo, 'points', () => userId, { $inc: { quantity: -1, sold: 1 } }],
    [
      'a payment that was given back',
      dispatch,
      'payments',
      () => 'checkout-1',
      { $set: { state: 'refunded' } },
    ],
    [
      'a payment that was not given back',
      undo,
      'payments',
      () => 'checkout-1',
      { $set: { state: 'charged' } },
    ],
    [
      'an order that was undone and dispatched',
      dispatch,
      'checkouts',
      () => orderId,
      { $set: { decided: 'undo' } },
    ],
  ];

  it.each(cases)('%s', async (_, order, collection, id, change) => {
    await order();
    await store.db.collection<{ _id: string }>(collection).updateOne({ _id: id() }, change);
    const found = await audit(store);
    const named =
      collection === 'payments' ? { collection: 'checkouts', id: orderId } : { collection, id: id() };
    expect(found).toContainEqual(expect.objectContaining(named));
  });
});
