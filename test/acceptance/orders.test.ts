import { EventEmitter, once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { startApi, type TestApi } from '../setup/api.ts';
import { type Harness, startHarness } from '../setup/harness.ts';
import { uniqueName } from '../setup/isolation.ts';

let harness: Harness;
let api: TestApi;
beforeAll(async () => {
  harness = await startHarness();
  api = await startApi(harness);
});
afterAll(async () => {
  await api.stop();
  await harness.stop();
});

const newId = () => uniqueName('o');
const eur = (amount: number) => ({ amount, currency: 'EUR' });
const order = (json: unknown, key?: string) =>
  api.call('POST /orders', { json, headers: key === undefined ? {} : { 'Idempotency-Key': key } });
const execution = (orderId: string) => harness.client.describe(`order-${orderId}`);

/** The order once it is not Processing any more. */
async function outcome(orderId: string) {
  await expect
    .poll(async () => (await api.call(`GET /orders/${orderId}`)).body, { timeout: 30_000 })
    .not.toMatchObject({ status: 'Processing' });
  return (await api.call(`GET /orders/${orderId}`)).body;
}

describe('POST /orders', () => {
  it('starts the order and says where it is', async () => {
    const orderId = newId();
    const { status, headers, body } = await order({ orderId });
    expect({ status, body }).toEqual({ status: 202, body: { orderId, status: 'Processing' } });
    expect(headers.get('location')).toBe(`/orders/${orderId}`);
    expect(await outcome(orderId)).toEqual({ orderId, status: 'Completed' });
  });

  test.each([
    {
      name: 'an item that is sold out',
      input: { items: [{ sku: 'sold-out-item', quantity: 1 }] },
      failure: { error: 'OutOfStockError', cause: 'Item is out of stock' },
    },
    {
      name: 'a payment that is declined',
      input: { amount: eur(1013) },
      failure: { error: 'PaymentError', cause: 'Payment processing failed' },
    },
  ])('accepts the order and says later why it failed: $name', async ({ input, failure }) => {
    const orderId = newId();
    expect(await order({ orderId, ...input })).toMatchObject({ status: 202 });
    expect(await outcome(orderId)).toEqual({ orderId, status: 'Failed', ...failure });
  });

  it('starts the same order once, however often and at once it is sent', async () => {
    const orderId = newId();
    const rest = { items: [{ sku: 'demo-item', quantity: 2 }], amount: eur(4000) };
    const input = { orderId, ...rest };
    const replies = await Promise.all([order(input), order({ ...rest, orderId }), order(input)]);
    await outcome(orderId);
    for (const { status, body } of [...replies, await order(input)]) {
      expect({ status, body }).toEqual({ status: 202, body: { orderId, status: 'Processing' } });
    }
    const stock = await harness.store.products.findOne({ _id: 'demo-item' });
    expect(stock?.reservations.some((reservation) => reservation.orderId === orderId)).toBe(false);
  });

  it('refuses another order of the same id', async () => {
    const orderId = newId();
    await order({ orderId });
    expect(await order({ orderId, amount: eur(1) })).toMatchObject({
      status: 409,
      body: { type: 'urn:twinstep:problem:conflict', status: 409 },
    });
  });

  it('refuses an item nobody sells before anything starts, and leaves the key free', async () => {
    const orderId = newId();
    const items = ['demo-item', 'no-such-item'].map((sku) => ({ sku, quantity: 1 }));
    const key = uniqueName('key');
    expect(await order({ orderId, items }, key)).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'items[1].sku', pointer: '/items/1/sku' }] },
    });
    expect(await execution(orderId)).toBeUndefined();
    expect(await order({ orderId, items: items.slice(0, 1) }, key)).toMatchObject({ status: 202 });
  });

  test.each([
    { name: 'no id', json: {}, status: 422, fields: ['orderId'] },
    { name: 'an empty id', json: { orderId: '' }, status: 400, fields: ['orderId'] },
    { name: 'an id with a space', json: { orderId: 'a b' }, status: 400, fields: ['orderId'] },
    { name: 'an id with a line end', json: { orderId: 'a\n' }, status: 400, fields: ['orderId'] },
    { name: 'an id of 101 characters', json: { orderId: 'a'.repeat(101) }, status: 400, fields: ['orderId'] },
    { name: 'a number as id', json: { orderId: 12345 }, status: 400, fields: ['orderId'] },
    { name: 'null as id', json: { orderId: null }, status: 400, fields: ['orderId'] },
    { name: 'no items in the list', json: { orderId: 'x', items: [] }, status: 422, fields: ['items'] },
    { name: 'items that are no list', json: { orderId: 'x', items: {} }, status: 422, fields: ['items'] },
    {
      name: 'bad quantities, all of them named',
      json: {
        orderId: 'x',
        items: [0, -1, 1.5, '1', 1001, null].map((quantity) => ({ sku: 'demo-item', quantity })),
      },
      status: 422,
      fields: [0, 1, 2, 3, 4, 5].map((i) => `items[${i}].quantity`),
    },
    {
      name: 'an unknown field',
      json: { orderId: 'x', coupon: 'y' },
      status: 422,
      fields: ['coupon'],
    },
    {
      name: 'a negative amount',
      json: { orderId: 'x', amount: eur(-1) },
      status: 422,
      fields: ['amount.amount'],
    },
    {
      name: 'a currency that is none',
      json: { orderId: 'x', amount: { amount: 1, currency: 'euro' } },
      status: 422,
      fields: ['amount.currency'],
    },
    { name: 'a list', json: [], status: 422, fields: ['body'] },
    { name: 'a text', json: 'order', status: 422, fields: ['body'] },
    { name: 'null', json: null, status: 422, fields: ['body'] },
  ])('refuses $name', async ({ json, status, fields }) => {
    const reply = await order(json);
    expect(reply.status).toBe(status);
    expect((reply.body as { errors: { field: string }[] }).errors.map(({ field }) => field)).toEqual(fields);
  });
});

describe('GET /orders/{orderId}', () => {
  it('knows no order that was never sent', async () => {
    expect(await api.call(`GET /orders/${newId()}`)).toMatchObject({ status: 404 });
  });

  test.each(['a%20b', '%00', '%F0%9F%8D%95', 'a'.repeat(101), '..%2f'])('refuses the id %s', async (id) => {
    expect(await api.call(`GET /orders/${id}`)).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'orderId' }] },
    });
  });

  it('takes the reason from the execution where the record has none', async () => {
    const orderId = newId();
    const release = new EventEmitter();
    harness.replace('checkInventory', async (_, real) => {
      await once(release, 'now');
      return real();
    });
    await order({ orderId });
    expect((await api.call(`GET /orders/${orderId}`)).body).toEqual({ orderId, status: 'Processing' });
    await harness.client.temporal.workflow.getHandle(`order-${orderId}`).terminate('by the operator');
    release.emit('now');
    harness.restore();
    expect((await api.call(`GET /orders/${orderId}`)).body).toEqual({
      orderId,
      status: 'Failed',
      error: 'Terminated',
      cause: 'by the operator',
    });
  });

  it('lets the record speak once the execution is past retention', async () => {
    const orderId = newId();
    await harness.store.orders.fail(orderId, {
      error: 'PaymentError',
      cause: 'Payment processing failed',
      compensationFailed: [],
      at: new Date(),
    });
    expect((await api.call(`GET /orders/${orderId}`)).body).toEqual({
      orderId,
      status: 'Failed',
      error: 'PaymentError',
      cause: 'Payment processing failed',
    });
  });
});

describe('an order whose execution is past retention', () => {
  const items = [{ sku: 'demo-item', quantity: 2 }];
  const amount = { amount: 4000, currency: 'EUR' };

  async function past() {
    const orderId = newId();
    await harness.store.orders.open({ _id: orderId, items, amount, at: new Date() });
    await harness.store.orders.complete(orderId, new Date());
    return orderId;
  }

  it.each([{}, { items }, { items, amount }])('is not run again by %j', async (rest) => {
    const orderId = await past();
    const { status, body } = await order({ orderId, ...rest });
    expect({ status, body }).toEqual({ status: 202, body: { orderId, status: 'Completed' } });
    expect(await harness.client.describe(`order-${orderId}`)).toBeUndefined();
  });

  it('refuses another body', async () => {
    const orderId = await past();
    expect((await order({ orderId, items: [{ sku: 'demo-item', quantity: 3 }] })).status).toBe(409);
  });
});

describe('Idempotency-Key', () => {
  it('gives the same answer for the same body, also at once', async () => {
    const input = { orderId: newId() };
    const key = uniqueName('key');
    const replies = await Promise.all(Array.from({ length: 5 }, () => order(input, key)));
    for (const { status, body } of replies) {
      expect({ status, body }).toEqual({ status: 202, body: { ...input, status: 'Processing' } });
    }
  });

  it('refuses another body', async () => {
    const key = uniqueName('key');
    const orderIds = [newId(), newId()] as const;
    expect(await order({ orderId: orderIds[0] }, key)).toMatchObject({ status: 202 });
    expect(await order({ orderId: orderIds[1] }, key)).toMatchObject({
      status: 409,
      body: { errors: [{ field: 'Idempotency-Key' }] },
    });
    expect(await execution(orderIds[1])).toBeUndefined();
  });

  it('finishes what a crash left between taking the key and starting', async () => {
    const orderId = newId();
    const key = uniqueName('key');
    const failing = await startApi(harness, {
      processes: {
        ...harness.client,
        start: () => Promise.reject(new Error('killed')),
      },
    });
    expect(
      await failing.call('POST /orders', { json: { orderId }, headers: { 'Idempotency-Key': key } }),
    ).toMatchObject({ status: 500 });
    await failing.stop();
    expect(await order({ orderId }, key)).toMatchObject({ status: 202 });
    expect(await outcome(orderId)).toMatchObject({ status: 'Completed' });
  });

  test.each(['', 'ä', 'a'.repeat(256)])('refuses the key "%s"', async (key) => {
    const headers = { 'Idempotency-Key': Buffer.from(key).toString('latin1') };
    expect(await api.call('POST /orders', { json: { orderId: newId() }, headers })).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'Idempotency-Key' }] },
    });
  });
});
