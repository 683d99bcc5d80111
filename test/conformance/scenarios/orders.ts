import { isSimulatedFailure } from '../../../activities/simulated-failures.ts';
import { SIMULATED_FAILURE_RATE } from '../world.ts';
import { fails, failsForGood, losesAnswer, type Scenario } from '../scenario.ts';

type Order = Omit<Scenario, 'process' | 'input'> & { order?: object };

const order = ({ order = {}, ...scenario }: Order): Scenario => ({
  ...scenario,
  process: 'processOrder',
  input: ({ id }) => ({ orderId: id, ...order }),
});

const money = (amount: number) => ({ amount, currency: 'EUR' });
const completed = { output: { status: 'Completed' } };
const outOfStock = { error: 'OutOfStockError', cause: 'Item is out of stock' };
const refused = { error: 'PaymentError', cause: 'Payment processing failed' };
const notUpdated = { error: 'OrderUpdateError', cause: 'The order could not be completed' };

const done = ['checkInventory', 'processPayment', 'updateOrderStatus'];
const released = ['releaseItems', 'recordOrderFailure'];
const refunded = ['refundPayment', ...released];
const times = (count: number, activity: string) => Array<string>(count).fill(activity);

/** An order id that the simulated failures of `step` refuse. */
function refusedBy(step: string, other: string): string {
  for (let number = 0; ; number++) {
    const id = `simulated-${number}`;
    if (
      isSimulatedFailure(SIMULATED_FAILURE_RATE, step, id) &&
      !isSimulatedFailure(SIMULATED_FAILURE_RATE, other, id)
    )
      return id;
  }
}

export const orders: Scenario[] = [
  order({ name: 'only an id', ends: completed, calls: done }),
  order({
    name: 'several items, one of them twice, and an amount',
    order: {
      items: [
        { sku: 'demo-item', quantity: 2 },
        { sku: 'rare-item', quantity: 1 },
        { sku: 'demo-item', quantity: 3 },
      ],
      amount: money(4999),
    },
    ends: completed,
    calls: done,
  }),
  order({
    name: 'the last one there is',
    order: { items: [{ sku: 'rare-item', quantity: 1 }] },
    ends: completed,
    calls: done,
  }),
  order({
    name: 'one more than there are',
    order: { items: [{ sku: 'rare-item', quantity: 2 }] },
    ends: outOfStock,
    calls: ['checkInventory', ...released],
  }),
  order({
    name: 'the second of two items sold out',
    order: {
      items: [
        { sku: 'demo-item', quantity: 1 },
        { sku: 'sold-out-item', quantity: 1 },
      ],
    },
    ends: outOfStock,
    calls: ['checkInventory', ...released],
  }),
  order({
    name: 'card declined',
    order: { amount: money(1013) },
    ends: refused,
    calls: [...done.slice(0, 2), ...refunded],
  }),
  order({
    name: 'payment provider out of reach for good',
    order: { amount: money(1014) },
    ends: { error: 'GatewayUnavailable', cause: 'The payment provider cannot be reached' },
    calls: ['checkInventory', ...times(4, 'processPayment'), ...refunded],
  }),
  order({
    name: 'payment provider back at the third attempt',
    faults: { processPayment: fails(2) },
    ends: completed,
    calls: ['checkInventory', ...times(3, 'processPayment'), 'updateOrderStatus'],
  }),
  order({
    name: 'payment provider back at the last attempt',
    faults: { processPayment: fails(3) },
    ends: completed,
    calls: ['checkInventory', ...times(4, 'processPayment'), 'updateOrderStatus'],
  }),
  order({
    name: 'charged, but the answer was lost once',
    faults: { processPayment: losesAnswer(1) },
    ends: completed,
    calls: ['checkInventory', ...times(2, 'processPayment'), 'updateOrderStatus'],
  }),
  order({
    name: 'charged, but every answer was lost: refunded',
    faults: { processPayment: losesAnswer(4) },
    ends: { error: 'Error', cause: 'The answer was lost' },
    calls: ['checkInventory', ...times(4, 'processPayment'), ...refunded],
  }),
  order({
    name: 'reserved, but the answer was lost once: reserved once',
    faults: { checkInventory: losesAnswer(1) },
    ends: completed,
    calls: ['checkInventory', ...done],
  }),
  order({
    name: 'warehouse out of reach for good',
    faults: { checkInventory: failsForGood('No "warehouse"\n\\ there') },
    ends: { error: 'Error', cause: 'No "warehouse"\n\\ there' },
    calls: [...times(10, 'checkInventory'), ...released],
  }),
  order({
    name: 'status update working at the last attempt',
    faults: { updateOrderStatus: fails(9) },
    ends: completed,
    calls: [...done.slice(0, 2), ...times(10, 'updateOrderStatus')],
  }),
  order({
    name: 'status update failing for good: everything given back',
    faults: { updateOrderStatus: failsForGood() },
    ends: notUpdated,
    calls: [...done.slice(0, 2), ...times(10, 'updateOrderStatus'), ...refunded],
  }),
  order({
    name: 'completed, but every answer was lost: everything given back',
    faults: { updateOrderStatus: losesAnswer(10) },
    ends: notUpdated,
    calls: [...done.slice(0, 2), ...times(10, 'updateOrderStatus'), ...refunded],
  }),
  order({
    name: 'a refund that takes three attempts',
    order: { amount: money(1013) },
    faults: { refundPayment: fails(2) },
    ends: refused,
    calls: [...done.slice(0, 2), ...times(3, 'refundPayment'), ...released],
  }),
  order({
    name: 'items that cannot be released: the order says so',
    order: { amount: money(1013) },
    faults: { releaseItems: failsForGood() },
    ends: refused,
    calls: [...done.slice(0, 2), 'refundPayment', ...times(180, 'releaseItems'), 'recordOrderFailure'],
  }),
  order({
    name: 'an item nobody sells',
    order: { items: [{ sku: 'unicorn', quantity: 1 }] },
    ends: { error: 'InvalidInput', cause: 'items: nobody sells "unicorn"' },
    calls: ['checkInventory', ...released],
  }),
  order({
    name: 'a quantity of nothing',
    order: { items: [{ sku: 'demo-item', quantity: 0 }] },
    ends: { error: 'InvalidInput', cause: /^items\.0\.quantity: / },
    calls: ['checkInventory', ...released],
  }),
  order({
    name: 'a field nobody knows',
    order: { discount: 100 },
    ends: completed,
    calls: done,
  }),
  order({
    name: 'a simulated failure of the inventory',
    order: { orderId: refusedBy('inventory', 'payment') },
    ends: outOfStock,
    calls: ['checkInventory', ...released],
  }),
  order({
    name: 'a simulated failure of the payment',
    order: { orderId: refusedBy('payment', 'inventory') },
    ends: refused,
    calls: [...done.slice(0, 2), ...refunded],
  }),
];
