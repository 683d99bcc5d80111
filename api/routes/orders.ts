import { z } from 'zod';
import { id } from '../../activities/inputs/ids.ts';
import { orderInput, type OrderInput } from '../../activities/inputs/order.ts';
import { fingerprint } from '../../client/fingerprint.ts';
import { ProcessConflict } from '../../client/process-client.ts';
import type { OrderRecord } from '../../store/orders.ts';
import type { ApiDeps } from '../api.ts';
import { invalidField, Problem } from '../problem.ts';
import { type Route, route } from '../route.ts';

const order = z
  .object({
    orderId: id,
    status: z.enum(['Processing', 'Completed', 'Failed']),
    error: z.string().optional().meta({ description: 'The type of the failure, once Failed' }),
    cause: z.string().optional().meta({ description: 'What went wrong, once Failed' }),
  })
  .meta({ id: 'Order' });

type Order = z.infer<typeof order>;

export function orderRoutes({ processes, store }: Pick<ApiDeps, 'processes' | 'store'>): Route[] {
  return [
    route({
      method: 'post',
      path: '/orders',
      operationId: 'createOrder',
      tag: 'Orders',
      summary: 'Order',
      description: 'Starts the process once for each orderId: the same order again gets the same answer.',
      body: orderInput,
      bodyExamples: {
        'one demo item': { orderId: '12345' },
        'several items': { orderId: '12346', items: [{ sku: 'demo-item', quantity: 2 }] },
        'a payment that is declined': { orderId: '12347', amount: { amount: 1013, currency: 'EUR' } },
      },
      answers: {
        202: {
          description: 'The order is being processed',
          schema: order,
          example: { orderId: '12345', status: 'Processing' },
          headers: { Location: 'Where the order is' },
        },
      },
      problems: { 409: 'The orderId or the Idempotency-Key was used with another body' },
      check: ({ body }) => refuseUnknownSkus(body),
      async handle({ body }) {
        const past = await orderPastRetention(body);
        if (!past) await processes.start('processOrder', body);
        return {
          status: 202,
          body: past ?? ({ orderId: body.orderId, status: 'Processing' } satisfies Order),
          headers: { Location: `/orders/${body.orderId}` },
        };
      },
    }),

    route({
      method: 'get',
      path: '/orders/{orderId}',
      operationId: 'getOrder',
      tag: 'Orders',
      summary: 'What became of an order',
      params: z.object({ orderId: id.meta({ example: '12345' }) }),
      answers: {
        200: {
          description: 'The order as it stands',
          schema: order,
          example: {
            orderId: '12345',
            status: 'Failed',
            error: 'OutOfStockError',
            cause: 'Item is out of stock',
          },
        },
      },
      problems: { 404: 'There is no such order' },
      async handle({ params: { orderId } }) {
        return { status: 200, body: await orderAsItStands(orderId) };
      },
    }),
  ];

  async function refuseUnknownSkus({ items = [] }: OrderInput): Promise<void> {
    if (items.length === 0) return;
    const known = await store.products
      .find({ _id: { $in: items.map(({ sku }) => sku) } }, { projection: { _id: 1 } })
      .map(({ _id }) => _id)
      .toArray();
    const unknown = items.findIndex(({ sku }) => !known.includes(sku));
    if (unknown >= 0) throw invalidField(['items', unknown, 'sku'], 'nobody sells this');
  }

  /** The order that the store remembers though Temporal does not any more: it is not started again. */
  async function orderPastRetention({ orderId, items, amount }: OrderInput): Promise<Order | undefined> {
    const record = await store.orders.find(orderId);
    if (!record || (await processes.describe(`order-${orderId}`))) return undefined;
    const isSame = (given: unknown, recorded: unknown) =>
      given === undefined || fingerprint(given) === fingerprint(recorded);
    if (!isSame(items, record.items) || !isSame(amount, record.amount)) {
      throw new ProcessConflict(`order-${orderId}`);
    }
    return recordedOrder(record);
  }

  /** How far it is comes from the execution; why it failed from the record, or else from the execution. */
  async function orderAsItStands(orderId: string): Promise<Order> {
    const [execution, record] = await Promise.all([
      processes.describe(`order-${orderId}`),
      store.orders.find(orderId),
    ]);
    if (!execution) {
      if (!record) throw new Problem('not-found', 'There is no such order');
      return recordedOrder(record);
    }
    if (execution.status === 'RUNNING') return { orderId, status: 'Processing' };
    if (execution.status === 'COMPLETED') return { orderId, status: 'Completed' };
    if (record?.error !== undefined) return { orderId, status: 'Failed', ...failureIn(record) };
    const { failure } = await processes.data(execution);
    return { orderId, status: 'Failed', ...failureIn({ error: failure?.type, cause: failure?.message }) };
  }
}

function recordedOrder(record: OrderRecord): Order {
  return { orderId: record._id, status: record.status, ...failureIn(record) };
}

function failureIn({ error, cause }: { error?: string | undefined; cause?: string | undefined }) {
  return { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
}
