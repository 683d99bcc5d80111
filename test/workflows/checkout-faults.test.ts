import { AsyncLocalStorage } from 'node:async_hooks';
import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { audit } from '../../store/audit/audit.ts';
import { newBook, newUser, recordingMailer, shelfOf } from '../setup/checkouts.ts';
import { failureOf } from '../setup/failures.ts';
import { keepHistory } from '../setup/histories.ts';
import { type Harness, type Replacement, startHarness } from '../setup/harness.ts';
import { uniqueName } from '../setup/isolation.ts';

/** What a step may do instead of what it should. `late` collects the effects that arrive when the order is over. */
const faults: Record<string, (late: (() => Promise<unknown>)[]) => Replacement> = {
  refuses: () => () => Promise.reject(ApplicationFailure.nonRetryable('refused', 'Refused')),
  'fails for good': () => () => Promise.reject(ApplicationFailure.retryable('broken', 'Broken')),
  'fails twice, then works': () => {
    let failures = 0;
    return (_, real) => (failures++ < 2 ? Promise.reject(new Error('for a while')) : real());
  },
  'has its effect and then times out': () => async (_, real) => {
    await real();
    throw timedOut();
  },
  'times out and has its effect later': (late) => (_, real) => {
    const inActivity = AsyncLocalStorage.snapshot();
    late.push(() => inActivity(real));
    return Promise.reject(timedOut());
  },
  'has its effect, and its worker dies': () => {
    let died = false;
    return async (_, real) => {
      const result = await real();
      if (died) return result;
      died = true;
      throw timedOut();
    };
  },
};
type FaultName = keyof typeof faults;

/** To the process, a time-out is an attempt that failed while nobody knows what it did. */
const timedOut = () => ApplicationFailure.retryable('no answer', 'TimedOut');
const GOES_ON: FaultName[] = ['fails twice, then works', 'has its effect, and its worker dies'];
const TYPES: Record<FaultName, string> = { refuses: 'Refused', 'fails for good': 'Broken' };

/** The steps of a checkout, each with the compensation that is registered before it. */
const steps: { activity: string; compensation?: string; failsAs?: string }[] = [
  { activity: 'openCheckout' },
  { activity: 'redeemPoints', compensation: 'restoreRedeemPoints' },
  { activity: 'reserveStock', compensation: 'restoreStockQuantity' },
  { activity: 'billCustomer', compensation: 'refundCustomer', failsAs: 'BillingError' },
  { activity: 'enqueueOrder' },
  { activity: 'assignCourier' },
  { activity: 'answerCallback', failsAs: 'PreparationTimedOut' },
  { activity: 'dispatchOrder' },
];
const begunAt = (step: number) =>
  steps
    .slice(0, step + 1)
    .flatMap(({ compensation }) => (compensation ? [compensation] : []))
    .reverse();

/** Faults after which the order is dispatched all the same: the answer was given, or the mail was claimed. */
const effective = (activity: string, fault: FaultName) =>
  fault === 'has its effect and then times out' &&
  ['enqueueOrder', 'answerCallback', 'dispatchOrder'].includes(activity);

const COPIES = 30;
const POINTS = 10;

let harness: Harness;
const mailer = recordingMailer();
afterEach(() => harness.restore());

async function start(orderId = uniqueName('order')) {
  const [userId, bookId] = [
    await newUser(harness.store, { points: POINTS }),
    await newBook(harness.store, { quantity: COPIES }),
  ];
  const { result } = await harness.client.start(
    'storeCheckout',
    { userId, bookId, quantity: 3, redeem: true },
    { uniqueId: orderId },
  );
  const outcome = result().then(
    () => undefined,
    (error: unknown) => error,
  );
  return { userId, bookId, orderId, outcome };
}

/** The order is dispatched: everything has its new owner, and one mail says so. */
async function expectDispatched({ userId, bookId, orderId }: Awaited<ReturnType<typeof start>>) {
  expect(await harness.store.checkouts.find(orderId)).toMatchObject({ status: 'Dispatched' });
  expect(await shelfOf(harness.store, bookId)).toEqual({ free: COPIES - 3, held: 0, sold: 3 });
  expect(await harness.store.points.balance(userId)).toBe(0);
  expect(mailsOf(orderId)).toHaveLength(1);
  expect(await audit(harness.store)).toEqual([]);
}

/** The order failed: everything is back where it was, undone in this order, and no mail was sent. */
async function expectUndone(
  { userId, bookId, orderId }: Awaited<ReturnType<typeof start>>,
  {
    error,
    compensations,
    alternatively = compensations,
  }: { error: string; compensations: string[]; alternatively?: string[] },
) {
  const record = await harness.store.checkouts.find(orderId);
  expect(record).toMatchObject({ status: 'Failed', error, compensationFailed: [] });
  expect([compensations, alternatively]).toContainEqual(record?.compensations ?? []);
  expect(await shelfOf(harness.store, bookId)).toEqual({ free: COPIES, held: 0, sold: 0 });
  expect(await harness.store.points.balance(userId)).toBe(POINTS);
  expect(mailsOf(orderId)).toEqual([]);
  expect(await audit(harness.store)).toEqual([]);
}

const mailsOf = (orderId: string) => mailer.sent.filter(({ messageId }) => messageId.includes(orderId));

describe('with time skipping', () => {
  beforeAll(async () => {
    harness = await startHarness({ timeSkipping: true, deps: { mailer } });
  });
  afterAll(() => harness.stop());

  describe.each(steps.map((step, number) => ({ ...step, number })))(
    '$activity',
    ({ activity, failsAs, number }) => {
      it.each(Object.keys(faults))('%s', async (fault) => {
        const late: (() => Promise<unknown>)[] = [];
        harness.replace(activity, faults[fault]?.(late) ?? expect.fail());
        const order = await start();
        const error = await order.outcome;

        if (GOES_ON.includes(fault) || effective(activity, fault)) {
          expect(error).toBeUndefined();
          await expectDispatched(order);
          return;
        }
        const type = failsAs ?? TYPES[fault] ?? 'TimedOut';
        const undone = { error: type, compensations: begunAt(number) };
        await expectUndone(order, undone);
        await Promise.allSettled(late.map((effect) => effect()));
        await expectUndone(order, undone);
      });
    },
  );

  /** What happens after the first failure, and after the point of no return. Nothing there may change how it ends. */
  const endings = [
    'refundCustomer',
    'restoreStockQuantity',
    'restoreRedeemPoints',
    'abandonCheckout',
    'recordCheckoutFailure',
    'closeCallback',
    'settleCheckout',
  ];

  describe.each(endings)('%s', (activity) => {
    it.each(GOES_ON)('%s', async (fault) => {
      harness.replace(activity, faults[fault]?.([]) ?? expect.fail());
      if (activity !== 'settleCheckout')
        harness.replace('answerCallback', () => Promise.resolve({ accepted: true }));
      const order = await start();
      await order.outcome;
      expect(harness.calls.filter((call) => call.activity === activity).length).toBeGreaterThan(1);
      if (activity === 'settleCheckout') await expectDispatched(order);
      else await expectUndone(order, { error: 'PreparationTimedOut', compensations: begunAt(steps.length) });
    });
  });

  describe.each(endings.slice(0, 3))('%s cannot be done', (activity) => {
    it.each(['refuses', 'fails for good'])('%s: the others are, and the failure says so', async (fault) => {
      harness.replace(activity, faults[fault]?.([]) ?? expect.fail());
      harness.replace('assignCourier', refuseCourier);
      const order = await start();
      const error = await order.outcome;

      await keepHistory(
        harness.client.temporal,
        'store-checkout-not-compensated',
        `checkout-${order.orderId}`,
      );
      expect(failureOf(error)).toEqual(NO_COURIER);
      expect((error as WorkflowFailedError).cause).toMatchObject({
        details: [{ notCompensated: [activity] }],
      });
      expect(await harness.store.checkouts.find(order.orderId)).toMatchObject({
        status: 'Failed',
        error: NO_COURIER.type,
        compensationFailed: [activity],
        compensations: begunAt(steps.length).filter((compensation) => compensation !== activity),
      });
      expect(mailsOf(order.orderId)).toEqual([]);
      expect(await audit(harness.store)).toEqual([]);
    });
  });

  describe('a warehouse that', () => {
    const late: (() => Promise<unknown>)[] = [];
    const cases: { name: string; activity: string; does: Replacement; error?: string }[] = [
      {
        name: 'is silent',
        activity: 'answerCallback',
        does: () => Promise.resolve({ accepted: true }),
        error: 'PreparationTimedOut',
      },
      { name: 'refuses', activity: 'assignCourier', does: refuseCourier, error: 'NoCourierAvailable' },
      {
        name: 'answers twice',
        activity: 'answerCallback',
        does: async (_, real) => {
          await real();
          return real();
        },
      },
      { name: 'answers in two ways at once', activity: 'answerCallback', does: answerInTwoWays },
      {
        name: 'answers late',
        activity: 'answerCallback',
        does: answerLater(late),
        error: 'PreparationTimedOut',
      },
      ...[null, 7, 'Swift', [], {}, { courier: '' }, { courier: null }, [{ courier: 'Swift' }]].map(
        (answer) => ({
          name: `answers ${JSON.stringify(answer)}`,
          activity: 'assignCourier',
          does: () => Promise.resolve(answer),
          error: 'PreparationMalformed',
        }),
      ),
    ];

    it.each(cases)('$name', async ({ activity, does, error }) => {
      harness.replace(activity, does);
      const order = await start();
      await order.outcome;
      await Promise.all(late.splice(0).map((effect) => effect()));
      if (error === undefined) await expectDispatched(order);
      else await expectUndone(order, { error, compensations: begunAt(steps.length) });
    });
  });
});

describe('cancelled', () => {
  beforeAll(async () => {
    harness = await startHarness({ deps: { mailer } });
  });
  afterAll(() => harness.stop());

  const moments: Record<string, (cancel: () => Promise<unknown>) => Replacement> = {
    before: (cancel) => async (_, real) => {
      await cancel();
      return real();
    },
    after: (cancel) => async (_, real) => {
      const result = await real();
      await cancel();
      return result;
    },
  };
  const cases = Object.keys(moments).flatMap((moment) =>
    steps.map(({ activity }, number) => ({ moment, activity, number })),
  );

  it.each(cases)('$moment the effect of $activity', async ({ moment, activity, number }) => {
    const { order, error } = await runCancelled(activity, moments[moment] ?? expect.fail());
    // From the claim of the mail on, a cancellation comes too late; the answer may bring the process there in time.
    if (activity === 'dispatchOrder' || (activity === 'answerCallback' && error === undefined)) {
      expect(error).toBeUndefined();
      await expectDispatched(order);
      return;
    }
    expect(error).toBeInstanceOf(WorkflowFailedError);
    expect((error as WorkflowFailedError).cause).toBeInstanceOf(CancelledFailure);
    // The next step may have begun when the cancellation arrives.
    await expectUndone(order, {
      error: 'Cancelled',
      compensations: begunAt(number),
      alternatively: begunAt(number + 1),
    });
  });

  it('once the mail is out: too late', async () => {
    const { order, error } = await runCancelled('settleCheckout', moments['before'] ?? expect.fail());
    expect(error).toBeUndefined();
    await expectDispatched(order);
  });

  async function runCancelled(activity: string, moment: (cancel: () => Promise<unknown>) => Replacement) {
    const orderId = uniqueName('order');
    const cancel = () => harness.client.temporal.workflow.getHandle(`checkout-${orderId}`).cancel();
    harness.replace(activity, moment(cancel));
    const order = await start(orderId);
    const error = await order.outcome;
    await keepHistory(
      harness.client.temporal,
      `store-checkout-cancelled-in-${activity}`,
      `checkout-${orderId}`,
    );
    return { order, error };
  }
});

const NO_COURIER = { type: 'NoCourierAvailable', message: 'No couriers available' };

function refuseCourier(): Promise<never> {
  return Promise.reject(ApplicationFailure.nonRetryable(NO_COURIER.message, NO_COURIER.type));
}

function answerLater(late: (() => Promise<unknown>)[]): Replacement {
  return (_, real) => {
    const inActivity = AsyncLocalStorage.snapshot();
    late.push(() => inActivity(real));
    return Promise.resolve({ accepted: false });
  };
}

/** The first of two answers that come at the same time counts; with either, a courier comes. */
async function answerInTwoWays(
  { replyTo, answer }: { replyTo: unknown; answer: unknown },
  real: (input?: unknown) => Promise<unknown>,
) {
  const [first] = await Promise.all([
    real({ replyTo, answer }),
    real({ replyTo, answer: { value: { courier: 'Another' } } }),
  ]);
  return first;
}
