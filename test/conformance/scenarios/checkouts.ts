import type { CallbackAnswer } from '../../../workflows/patterns/callback.ts';
import { fails, failsForGood, type Happening, losesAnswer, type Scenario } from '../scenario.ts';

type Path = Omit<Scenario, 'process' | 'input'> & { request?: object };

const book = '01G4E1A9GF5CZWET09RSBR04PV';
const refusedBook = '01G4E1A9GFBOYPAJAMAS000002';
const john = '01G4E1AZW2JOHNDOE000000002';
const eduardo = '01G4E1AZW2Q1X3QQEYBACQXMFH';

const checkout = ({ request = {}, ...scenario }: Path): Scenario => ({
  ...scenario,
  process: 'storeCheckout',
  input: () => ({ userId: john, bookId: book, quantity: 10, redeem: true, ...request }),
});

const times = (count: number, activity: string) => Array<string>(count).fill(activity);
const paid = ['openCheckout', 'redeemPoints', 'reserveStock', 'billCustomer'];
const prepared = ['enqueueOrder', 'assignCourier', 'answerCallback'];
const done = ['dispatchOrder', 'settleCheckout'];
const undone = [
  'abandonCheckout',
  'refundCustomer',
  'restoreStockQuantity',
  'restoreRedeemPoints',
  'recordCheckoutFailure',
];
const undoneFrom = (first: string) => ['abandonCheckout', ...undone.slice(undone.indexOf(first))];

const dispatched = { output: { status: 'Dispatched' } };
const noCourier = { error: 'NoCourierAvailable', cause: 'No couriers available' };
const silent = { error: 'PreparationTimedOut', cause: 'The warehouse did not answer in time' };
const answered = (after: string, answer: CallbackAnswer): Happening => ({ after, answer });
const courier = { value: { courier: 'Ann' } };

export const checkouts: Scenario[] = [
  checkout({ name: 'points and money', ends: dispatched, calls: [...paid, ...prepared, ...done] }),
  checkout({
    name: 'no points wanted',
    request: { redeem: false },
    ends: dispatched,
    calls: ['openCheckout', 'reserveStock', 'billCustomer', ...prepared, ...done],
  }),
  checkout({
    name: 'nobody said whether points are wanted',
    request: { redeem: undefined },
    ends: dispatched,
    calls: ['openCheckout', 'reserveStock', 'billCustomer', ...prepared, ...done],
  }),
  checkout({
    name: 'points pay for all: nothing is billed',
    request: { userId: eduardo, quantity: 1 },
    ends: { output: { status: 'Dispatched', amountBilled: { amount: 0 } } },
    calls: ['openCheckout', 'redeemPoints', 'reserveStock', ...prepared, ...done],
  }),
  checkout({
    name: 'every last copy',
    request: { quantity: 500 },
    ends: dispatched,
    calls: [...paid, ...prepared, ...done],
  }),
  checkout({
    name: 'more copies than there are',
    request: { quantity: 501 },
    ends: { error: 'BookOutOfStock', cause: 'Sorry, the book is out of stock' },
    calls: ['openCheckout', ...undoneFrom('recordCheckoutFailure')],
  }),
  checkout({
    name: 'an unknown book',
    request: { bookId: 'unknown' },
    ends: { error: 'BookNotFound', cause: 'No such book available' },
    calls: ['openCheckout', ...undoneFrom('recordCheckoutFailure')],
  }),
  checkout({
    name: 'an unknown user',
    request: { userId: 'unknown' },
    ends: { error: 'UserNotFound', cause: /./ },
    calls: ['openCheckout', ...undoneFrom('recordCheckoutFailure')],
  }),
  checkout({
    name: 'half a book',
    request: { quantity: 0.5 },
    ends: { error: 'InvalidInput', cause: /quantity: / },
    calls: ['openCheckout', ...undoneFrom('recordCheckoutFailure')],
  }),
  checkout({
    name: 'billing that works at the last attempt',
    faults: { billCustomer: fails(3) },
    ends: dispatched,
    calls: [...paid.slice(0, 3), ...times(4, 'billCustomer'), ...prepared, ...done],
  }),
  checkout({
    name: 'billing that fails for good',
    faults: { billCustomer: failsForGood() },
    ends: { error: 'BillingError', cause: /./ },
    calls: [...paid.slice(0, 3), ...times(4, 'billCustomer'), ...undone],
  }),
  checkout({
    name: 'billed, but every answer was lost: refunded',
    faults: { billCustomer: losesAnswer(4) },
    ends: { error: 'BillingError', cause: 'The answer was lost' },
    calls: [...paid.slice(0, 3), ...times(4, 'billCustomer'), ...undone],
  }),
  checkout({
    name: 'no courier takes the book',
    request: { bookId: refusedBook },
    ends: noCourier,
    calls: [...paid, ...prepared, ...undone],
  }),
  checkout({
    name: 'a courier after 23 hours',
    warehouseClosed: true,
    happenings: [answered('23 hours', courier)],
    ends: { output: { courier: 'Ann' } },
    calls: [...paid, 'enqueueOrder', ...done],
  }),
  checkout({
    name: 'a refusal after an hour, with quotes in it',
    warehouseClosed: true,
    happenings: [answered('1 hour', { failure: { type: 'Strike', message: 'They said "no"\n\\ and left' } })],
    ends: { error: 'Strike', cause: 'They said "no"\n\\ and left' },
    calls: [...paid, 'enqueueOrder', ...undone],
  }),
  checkout({
    name: 'a silent warehouse',
    warehouseClosed: true,
    ends: silent,
    calls: [...paid, 'enqueueOrder', ...undone],
  }),
  checkout({
    name: 'an answer an hour too late',
    warehouseClosed: true,
    happenings: [answered('25 hours', courier)],
    ends: silent,
    calls: [...paid, 'enqueueOrder', ...undone],
  }),
  checkout({
    name: 'an answer an hour too late for a limit of two',
    warehouseClosed: true,
    faults: {
      openCheckout: () => async (_, real) => ({
        ...((await real()) as object),
        preparationLimit: 2 * 3_600_000,
      }),
    },
    happenings: [answered('3 hours', courier)],
    ends: silent,
    calls: [...paid, 'enqueueOrder', ...undone],
  }),
  checkout({
    name: 'two answers: the first counts',
    warehouseClosed: true,
    happenings: [
      answered('1 hour', courier),
      answered('2 hours', { failure: { type: 'Late', message: 'Too late' } }),
    ],
    ends: { output: { courier: 'Ann' } },
    calls: [...paid, 'enqueueOrder', ...done],
  }),
  checkout({
    name: 'a refund and a restocking that take several attempts',
    request: { bookId: refusedBook },
    faults: { refundCustomer: fails(2), restoreStockQuantity: losesAnswer(1) },
    ends: noCourier,
    calls: [
      ...[...paid, ...prepared, 'abandonCheckout', ...times(3, 'refundCustomer')],
      ...[...times(2, 'restoreStockQuantity'), 'restoreRedeemPoints', 'recordCheckoutFailure'],
    ],
  }),
  checkout({
    name: 'a refund that cannot be done: the rest is given back, and the order says so',
    request: { bookId: refusedBook },
    faults: { refundCustomer: failsForGood() },
    ends: noCourier,
    calls: [
      ...[...paid, ...prepared, 'abandonCheckout', ...times(180, 'refundCustomer')],
      ...['restoreStockQuantity', 'restoreRedeemPoints', 'recordCheckoutFailure'],
    ],
  }),
];
