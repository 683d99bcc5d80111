import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { DispatchedCheckout } from '../../activities/checkouts.ts';
import type { CheckoutInput } from '../../activities/inputs/checkout.ts';
import { audit } from '../../store/audit/audit.ts';
import { newBook, newUser, shelfOf } from '../setup/checkouts.ts';
import { type Harness, startHarness } from '../setup/harness.ts';
import { keepHistory, keepingHistory } from '../setup/histories.ts';
import { mailsTo, uniqueName } from '../setup/isolation.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ timeSkipping: true });
});
afterEach(async () => {
  harness.restore();
  expect(await audit(harness.store)).toEqual([]);
});
afterAll(() => harness.stop());

const THE_10X_RULE = '01G4E1A9GF5CZWET09RSBR04PV';
const EDUARDO = '01G4E1AZW2Q1X3QQEYBACQXMFH';
const euros = (amount: number) => ({ amount: amount * 100, currency: 'EUR' });

async function run(input: CheckoutInput) {
  const orderId = uniqueName('order');
  const started = await harness.client.start('storeCheckout', input, { uniqueId: orderId });
  const { workflowId } = started;
  const execution = { process: 'store-checkout', ...started };
  const result = keepingHistory(harness.client.temporal, execution, ({ status }) => status);
  const outcome: { dispatched?: DispatchedCheckout; failure?: { type: string; message: string } } =
    await result().then(
      (dispatched) => ({ dispatched }),
      (error: unknown) => ({ failure: failureOf(error) }),
    );
  return { ...outcome, orderId, workflowId, record: await harness.store.checkouts.find(orderId) };
}

/** What the warehouse's own process for the order ended with. */
async function fulfilled(orderId: string, historyName = 'fulfil-order-courier'): Promise<unknown> {
  const { temporal } = harness.client;
  const workflowId = `fulfil-${orderId}`;
  const result: unknown = await temporal.workflow.getHandle(workflowId).result();
  await keepHistory(temporal, historyName, workflowId);
  return result;
}

function failureOf(error: unknown) {
  expect(error).toBeInstanceOf(WorkflowFailedError);
  const { cause } = error as WorkflowFailedError;
  expect(cause).toBeInstanceOf(ApplicationFailure);
  const { type, message, details } = cause as ApplicationFailure;
  return { type: type ?? '', message, ...(details?.length ? { details } : {}) };
}

describe('the reference run', () => {
  it('takes 50 copies of The 10X Rule, 300 points and 700.00, and sends one mail', async () => {
    const { dispatched, orderId, workflowId, record } = await run({
      userId: EDUARDO,
      bookId: THE_10X_RULE,
      quantity: 50,
      redeem: true,
    });
    expect(dispatched).toEqual({
      orderId,
      status: 'Dispatched',
      message: 'Your order will be dispatched in 24 hours',
      courier: expect.stringMatching(/\w/) as string,
      total: euros(1000),
      pointsRedeemed: 300,
      amountBilled: euros(700),
    });
    expect(workflowId).toBe(`checkout-${orderId}`);
    expect(await fulfilled(orderId)).toEqual({ accepted: true });
    expect(record).toMatchObject({ status: 'Dispatched', pointsRedeemed: 300, amountBilled: euros(700) });
    expect(await shelfOf(harness.store, THE_10X_RULE)).toEqual({ free: 450, held: 0, sold: 50 });
    expect(await harness.store.points.balance(EDUARDO)).toBe(0);
    expect(await harness.store.payments.find(workflowId)).toMatchObject({
      state: 'charged',
      amount: euros(700),
    });
    expect(harness.callsFor(orderId)).toEqual([
      'openCheckout',
      'redeemPoints',
      'reserveStock',
      'billCustomer',
      'enqueueOrder',
      'assignCourier',
      'dispatchOrder',
      'settleCheckout',
    ]);
    await expect.poll(async () => (await mailsTo('eduardo.santana@example.com')).length).toBe(1);
    const [mail] = await mailsTo('eduardo.santana@example.com');
    expect(mail?.messageId).toBe(`checkout-${orderId}.dispatch@twinstep.example.com`);
    for (const fact of ['The 10X Rule', '50', '€1,000.00', '300', '€700.00', orderId, dispatched?.courier]) {
      expect(mail?.text).toContain(fact);
    }
  });
});

describe('an order that goes through', () => {
  it.each([
    { name: 'without points', input: { quantity: 2 }, points: 50, redeemed: 0, billed: 4000 },
    {
      name: 'with fewer points than it costs',
      input: { quantity: 2, redeem: true },
      points: 15,
      redeemed: 15,
      billed: 2500,
    },
    {
      name: 'with more points than it costs: nothing is billed',
      input: { quantity: 2, redeem: true },
      points: 70,
      redeemed: 40,
      billed: 0,
    },
    {
      name: 'with points for whole units only',
      input: { quantity: 1, redeem: true },
      price: 1999,
      points: 70,
      redeemed: 19,
      billed: 99,
    },
    {
      name: 'with no points to use',
      input: { quantity: 1, redeem: true },
      points: 0,
      redeemed: 0,
      billed: 2000,
    },
    { name: 'that takes the last copy', input: { quantity: 100 }, points: 0, redeemed: 0, billed: 200_000 },
  ])('$name', async ({ input, price = 2000, points, redeemed, billed }) => {
    const userId = await newUser(harness.store, { points });
    const bookId = await newBook(harness.store, { price });
    const { dispatched, workflowId } = await run({ userId, bookId, ...input });
    expect(dispatched).toMatchObject({ pointsRedeemed: redeemed, amountBilled: { amount: billed } });
    expect(await harness.store.points.balance(userId)).toBe(points - redeemed);
    expect(await shelfOf(harness.store, bookId)).toEqual({
      free: 100 - input.quantity,
      held: 0,
      sold: input.quantity,
    });
    expect((await harness.store.payments.find(workflowId))?.amount.amount).toBe(billed || undefined);
  });
});

describe('an order that fails', () => {
  const cases: {
    name: string;
    price?: number;
    input?: Partial<CheckoutInput>;
    faults?: Record<string, () => Promise<unknown>>;
    failure: { type: string; message: string };
    compensations: string[];
  }[] = [
    {
      name: 'unknown book',
      input: { bookId: 'no-such-book' },
      failure: { type: 'BookNotFound', message: 'No such book available' },
      compensations: [],
    },
    {
      name: 'unknown user',
      input: { userId: 'nobody' },
      failure: { type: 'UserNotFound', message: 'No such user' },
      compensations: [],
    },
    {
      name: 'more than there is',
      input: { quantity: 101 },
      failure: { type: 'BookOutOfStock', message: 'Sorry, the book is out of stock' },
      compensations: [],
    },
    {
      name: 'no whole quantity',
      input: { quantity: 0.5 },
      failure: { type: 'InvalidInput', message: 'quantity: Invalid input: expected int, received number' },
      compensations: [],
    },
    {
      name: 'declined',
      price: 2013,
      input: { quantity: 1, redeem: false },
      failure: { type: 'BillingError', message: 'The payment was declined' },
      compensations: ['refundCustomer', 'restoreStockQuantity'],
    },
    {
      name: 'payment provider out of reach',
      price: 2014,
      input: { quantity: 1 },
      failure: { type: 'BillingError', message: 'The payment provider cannot be reached' },
      compensations: ['refundCustomer', 'restoreStockQuantity', 'restoreRedeemPoints'],
    },
    {
      name: 'no courier',
      faults: {
        assignCourier: () =>
          Promise.reject(ApplicationFailure.nonRetryable('No couriers available', 'NoCourierAvailable')),
      },
      failure: { type: 'NoCourierAvailable', message: 'No couriers available' },
      compensations: ['refundCustomer', 'restoreStockQuantity', 'restoreRedeemPoints'],
    },
    {
      name: 'an answer without a courier',
      faults: { assignCourier: () => Promise.resolve({ courier: 7 }) },
      failure: { type: 'PreparationMalformed', message: 'The answer of the warehouse names no courier' },
      compensations: ['refundCustomer', 'restoreStockQuantity', 'restoreRedeemPoints'],
    },
    {
      name: 'an answer that is nothing',
      faults: { assignCourier: () => Promise.resolve(null) },
      failure: { type: 'PreparationMalformed', message: 'The answer of the warehouse names no courier' },
      compensations: ['refundCustomer', 'restoreStockQuantity', 'restoreRedeemPoints'],
    },
    {
      name: 'a silent warehouse',
      faults: { answerCallback: () => Promise.resolve({ accepted: true }) },
      failure: { type: 'PreparationTimedOut', message: 'The warehouse did not answer in time' },
      compensations: ['refundCustomer', 'restoreStockQuantity', 'restoreRedeemPoints'],
    },
  ];

  it.each(cases)('$name', async ({ price = 2000, input, faults, failure, compensations }) => {
    for (const [activity, fault] of Object.entries(faults ?? {})) harness.replace(activity, fault);
    const userId = await newUser(harness.store, { points: 10 });
    const bookId = await newBook(harness.store, { price });
    const seen = await run({ userId, bookId, quantity: 3, redeem: true, ...input });
    expect(seen.failure).toEqual(failure);
    expect(seen.record).toMatchObject({
      status: 'Failed',
      error: failure.type,
      cause: failure.message,
      compensationFailed: [],
    });
    expect(seen.record?.compensations ?? []).toEqual(compensations);
    expect(await harness.store.points.balance(userId)).toBe(10);
    expect(await shelfOf(harness.store, bookId)).toEqual({ free: 100, held: 0, sold: 0 });
    expect(await mailsTo(`${userId}@example.com`)).toEqual([]);
  });
});

it('points earned while the order waits survive a compensation', async () => {
  const userId = await newUser(harness.store, { points: 10 });
  const bookId = await newBook(harness.store);
  harness.replace('assignCourier', async () => {
    await harness.store.points.earn(userId, 25);
    throw ApplicationFailure.nonRetryable('No couriers available', 'NoCourierAvailable');
  });
  const { failure, orderId } = await run({ userId, bookId, quantity: 1, redeem: true });
  expect(failure?.type).toBe('NoCourierAvailable');
  expect(await fulfilled(orderId, 'fulfil-order-no-courier')).toEqual({ accepted: true });
  expect(await harness.store.points.balance(userId)).toBe(35);
});

it('tells its progress, and waits with "Preparing" on the record', async () => {
  const userId = await newUser(harness.store);
  const bookId = await newBook(harness.store);
  const seen: unknown[] = [];
  harness.replace('assignCourier', async (input: { orderId: string }, real) => {
    const handle = harness.client.temporal.workflow.getHandle(`checkout-${input.orderId}`);
    seen.push(await handle.query('progress'), (await harness.store.checkouts.find(input.orderId))?.status);
    return real();
  });
  const { workflowId } = await run({ userId, bookId, quantity: 1 });
  expect(seen).toEqual(['Preparing', 'Preparing']);
  expect(await harness.client.temporal.workflow.getHandle(workflowId).query('progress')).toBe('Dispatched');
});
