import { z } from 'zod';
import { checkoutInput } from '../../activities/inputs/checkout.ts';
import { id } from '../../activities/inputs/ids.ts';
import { money } from '../../activities/inputs/money.ts';
import type { CheckoutRecord } from '../../store/checkouts.ts';
import type { ApiDeps } from '../api.ts';
import { isPastRetention } from '../past-retention.ts';
import { Problem } from '../problem.ts';
import { type Route, route } from '../route.ts';

const checkout = z
  .object({
    orderId: id,
    status: z.enum(['Processing', 'Preparing', 'Dispatched', 'Failed']),
    userId: id.optional(),
    bookId: id.optional(),
    quantity: z.int().optional(),
    total: money.optional(),
    pointsRedeemed: z.int().optional(),
    amountBilled: money.optional(),
    courier: z.string().optional(),
    error: z.string().optional().meta({ description: 'The type of the failure, once Failed' }),
    cause: z.string().optional().meta({ description: 'What went wrong, once Failed' }),
    compensations: z.array(z.string()).optional().meta({ description: 'What was undone, in order' }),
    compensationFailed: z.array(z.string()).optional().meta({ description: 'What could not be undone' }),
  })
  .meta({ id: 'Checkout' });

type Checkout = z.infer<typeof checkout>;

const location = { Location: 'Where the order is' };
const params = z.object({ orderId: id.meta({ example: '4bf92f3577b34da6a3ce929d0e0e4736' }) });

export function checkoutRoutes({ processes, store }: Pick<ApiDeps, 'processes' | 'store'>): Route[] {
  return [
    route({
      method: 'post',
      path: '/checkouts',
      operationId: 'createCheckout',
      tag: 'Checkouts',
      summary: 'Buy a book',
      description: 'Starts the process. With an Idempotency-Key, a repeat gets the same order.',
      body: checkoutInput,
      bodyExamples: {
        '50 copies, paid with points as far as they go': {
          userId: '01G4E1AZW2Q1X3QQEYBACQXMFH',
          bookId: '01G4E1A9GF5CZWET09RSBR04PV',
          quantity: 50,
          redeem: true,
        },
      },
      answers: { 202: { description: 'The order is being processed', schema: checkout, headers: location } },
      problems: { 409: 'The Idempotency-Key was used with another body' },
      async handle({ body, uniqueId: orderId, header }) {
        const isRepeat = header('idempotency-key') !== undefined;
        const find = () => store.checkouts.find(orderId);
        const past = isRepeat && (await isPastRetention(processes, `checkout-${orderId}`, find));
        if (!past) await processes.start('storeCheckout', body, { uniqueId: orderId });
        return {
          status: 202,
          body: { orderId, status: 'Processing' } satisfies Checkout,
          headers: { Location: `/checkouts/${orderId}` },
        };
      },
    }),

    route({
      method: 'get',
      path: '/checkouts/{orderId}',
      operationId: 'getCheckout',
      tag: 'Checkouts',
      summary: 'What became of an order of books',
      params,
      answers: { 200: { description: 'The order as it stands', schema: checkout } },
      problems: { 404: 'There is no such order' },
      async handle({ params: { orderId } }) {
        return { status: 200, body: await checkoutAsItStands(orderId) };
      },
    }),
  ];

  /** Whether it is over comes from the execution; everything else from the record, or else from the execution. */
  async function checkoutAsItStands(orderId: string): Promise<Checkout> {
    const [execution, record] = await Promise.all([
      processes.describe(`checkout-${orderId}`),
      store.checkouts.find(orderId),
    ]);
    if (!execution) {
      if (!record) throw new Problem('not-found', 'There is no such order');
      return { orderId, status: record.status, ...detailsOf(record) };
    }
    const details = record ? detailsOf(record) : {};
    if (execution.status === 'RUNNING')
      return { orderId, status: record?.status ?? 'Processing', ...details };
    if (execution.status === 'COMPLETED') return { orderId, status: 'Dispatched', ...details };
    if (record?.status === 'Failed') return { orderId, status: 'Failed', ...details };
    const { failure } = await processes.data(execution);
    return {
      orderId,
      status: 'Failed',
      ...details,
      ...(failure ? { error: failure.type, cause: failure.message } : {}),
    };
  }
}

const DETAILS = [
  'userId',
  'bookId',
  'quantity',
  'total',
  'pointsRedeemed',
  'amountBilled',
  'courier',
  'error',
  'cause',
  'compensations',
  'compensationFailed',
] as const satisfies (keyof CheckoutRecord)[];

function detailsOf(record: CheckoutRecord): Omit<Checkout, 'orderId' | 'status'> {
  return Object.fromEntries(
    DETAILS.filter((detail) => record[detail] !== undefined).map((detail) => [detail, record[detail]]),
  );
}
