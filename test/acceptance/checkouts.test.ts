import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audit } from '../../store/audit/audit.ts';
import { startApi, type TestApi } from '../setup/api.ts';
import { newBook, newUser, shelfOf } from '../setup/checkouts.ts';
import { type Harness, startHarness } from '../setup/harness.ts';
import { mailsTo, uniqueName } from '../setup/isolation.ts';

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

/** Orders over HTTP, and waits for the end of it. Returns the order as it stands then. */
async function order(json: object): Promise<Record<string, unknown>> {
  const { body } = await api.call('POST /checkouts', { json });
  const { orderId } = body as { orderId: string };
  await harness.client.temporal.workflow
    .getHandle(`checkout-${orderId}`)
    .result()
    .catch(() => undefined);
  return (await api.call(`GET /checkouts/${orderId}`)).body as Record<string, unknown>;
}

/** Works on all of `items`, so many at a time. */
async function atOnce<Item, Result>(lanes: number, items: Item[], work: (item: Item) => Promise<Result>) {
  const results: Result[] = [];
  const queue = [...items];
  const lane = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) results.push(await work(item));
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
}

describe('an order over HTTP', () => {
  it('is accepted, dispatched, and mailed in HTML and text', async () => {
    const userId = await newUser(harness.store, { points: 5 });
    const bookId = await newBook(harness.store);
    const json = { userId, bookId, quantity: 2, redeem: true };
    const headers = { 'Idempotency-Key': uniqueName('key') };
    const first = await api.call('POST /checkouts', { json, headers });
    const again = await api.call('POST /checkouts', { json, headers });
    expect(first).toMatchObject({ status: 202, body: { status: 'Processing' } });
    expect(again.body).toEqual(first.body);
    const location = first.headers.get('location') ?? '';

    const read = async () => (await api.call(`GET ${location as `/${string}`}`)).body;
    await expect.poll(read, { timeout: 30_000 }).toMatchObject({ status: 'Dispatched' });
    expect(await read()).toMatchObject({
      ...{ userId, bookId, quantity: 2, pointsRedeemed: 5 },
      total: { amount: 4000, currency: 'EUR' },
      amountBilled: { amount: 3500, currency: 'EUR' },
      courier: expect.any(String) as string,
    });
    expect((await api.call(`GET /books/${bookId}`)).body).toMatchObject({ bookId, quantity: 98 });
    expect((await api.call(`GET /users/${userId}`)).body).toMatchObject({ userId, points: 0 });
    await expect.poll(async () => (await mailsTo(`${userId}@example.com`)).length).toBe(1);
    const [mail] = await mailsTo(`${userId}@example.com`);
    expect(mail).toMatchObject({ subject: 'Your order of “Of Mice & Men”' });
    expect(mail?.text).toContain('Dear Curley <b>');
    expect(mail?.html).toContain('Dear Curley &lt;b&gt;');
    expect(mail?.html).toContain('Of Mice &amp; Men');
    expect(mail?.html).toContain('width=device-width');
  });

  it('says why it failed, and what was undone', async () => {
    const userId = await newUser(harness.store);
    const bookId = await newBook(harness.store, { price: 1013 });
    expect(await order({ userId, bookId, quantity: 1 })).toMatchObject({
      status: 'Failed',
      error: 'BillingError',
      compensations: ['refundCustomer', 'restoreStockQuantity'],
      compensationFailed: [],
    });
  });

  it.each([
    {},
    { userId: 'a', bookId: 'b', quantity: 0 },
    { userId: 'a', bookId: 'b', quantity: 1, more: 1 },
  ])('is refused before anything starts: %j', async (json) => {
    expect((await api.call('POST /checkouts', { json })).status).toBe(422);
  });

  it.each(['/checkouts/none', '/books/none', '/users/none'] as const)('%s is not known', async (path) => {
    expect((await api.call(`GET ${path}`)).status).toBe(404);
  });

  it('can choose among the seeded books', async () => {
    const { body } = await api.call('GET /books');
    const titles = (body as { items: { title: string }[] }).items.map(({ title }) => title);
    expect(titles).toEqual(expect.arrayContaining(['The 10X Rule', 'The Boy in the Striped Pajamas']));
  });
});

describe('many orders at the same time', () => {
  it('two of 300 copies against 500: one goes through', async () => {
    const userId = await newUser(harness.store);
    const bookId = await newBook(harness.store, { quantity: 500 });
    const orders = await atOnce(2, [300, 300], (quantity) => order({ userId, bookId, quantity }));
    expect(orders.map(({ status }) => status).sort()).toEqual(['Dispatched', 'Failed']);
    expect(orders.find(({ status }) => status === 'Failed')).toMatchObject({ error: 'BookOutOfStock' });
    expect(await shelfOf(harness.store, bookId)).toEqual({ free: 200, held: 0, sold: 300 });
    expect(await audit(harness.store)).toEqual([]);
  });

  it('200 of 1 to 5 copies against 300: all are sold but a few, and never more', async () => {
    const userId = await newUser(harness.store);
    const bookId = await newBook(harness.store, { quantity: 300 });
    const quantities = Array.from({ length: 200 }, (_, number) => 1 + (number % 5));
    const orders = await atOnce(50, quantities, (quantity) => order({ userId, bookId, quantity }));
    const dispatched = orders.filter(({ status }) => status === 'Dispatched');
    const refused = orders.filter(({ error }) => error === 'BookOutOfStock');
    expect(dispatched.length + refused.length).toBe(200);
    const { free = NaN, ...taken } = await shelfOf(harness.store, bookId);
    expect(taken).toEqual({ held: 0, sold: 300 - free });
    expect(free).toBeGreaterThanOrEqual(0);
    expect(free).toBeLessThan(5);
    expect(await audit(harness.store)).toEqual([]);
  });
});
