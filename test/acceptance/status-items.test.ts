import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PROCESS_QUEUE } from '../../client/processes.ts';
import { startApi, type TestApi } from '../setup/api.ts';
import { type Harness, startHarness } from '../setup/harness.ts';
import { DAY } from '../setup/hotel.ts';
import { uniqueName } from '../setup/isolation.ts';

let harness: Harness;
let api: TestApi;
beforeAll(async () => {
  harness = await startHarness();
  api = await startApi(harness);
});
afterEach(() => harness.restore());
afterAll(async () => {
  await api.stop();
  await harness.stop();
});

const inDays = (days: number) => new Date(Date.now() + days * DAY).toISOString();

interface Item {
  Id: string;
  ProcessStatus: string;
  StartActionAt: string;
  LastUpdated: string;
}

const post = (json: object, headers = {}) => api.call('POST /status-items', { json, headers });
const read = (Id: string) => api.call(`GET /status-items/${Id}`);

async function until(Id: string, status: string): Promise<Item> {
  const statusNow = async () => ((await read(Id)).body as Item).ProcessStatus;
  await expect.poll(statusNow, { timeout: 30_000 }).toBe(status);
  return (await read(Id)).body as Item;
}

/** Makes an item that is due in 100 days, and waits for its record. */
async function waiting(): Promise<string> {
  const Id = uniqueName('item');
  expect((await post({ Id, StartTimestamp: inDays(100) })).status).toBe(202);
  await expect.poll(() => harness.store.statusItems.find(Id), { timeout: 30_000 }).not.toBeNull();
  return Id;
}

describe('a status item over HTTP', () => {
  it('is STARTING at once, in UTC, and where Location says', async () => {
    const Id = uniqueName('item');
    const { status, body, headers } = await post({ Id, StartTimestamp: '2027-06-01T12:30:00.25+02:00' });
    const item = {
      ...{ Id, ProcessStatus: 'STARTING', StartActionAt: '2027-06-01T10:30:00.250Z' },
      LastUpdated: expect.stringMatching(/Z$/) as string,
    };
    expect({ status, body }).toEqual({ status: 202, body: item });
    expect(headers.get('location')).toBe(`/status-items/${Id}`);
    expect(await read(Id)).toMatchObject({ status: 200, body: item });
  });

  it('is found when its record is opened while it is looked for', async () => {
    const Id = uniqueName('item');
    await api.call('POST /status-items', { json: { Id, StartTimestamp: '2026-01-01T00:00:00Z' } });
    await harness.client.temporal.workflow.getHandle(`item-${Id}`).result();
    const { statusItems } = harness.store;
    let looks = 0;
    const find = async (id: string) => (looks++ === 0 ? null : statusItems.find(id));
    const store = { ...harness.store, statusItems: { ...statusItems, find } };
    const other = await startApi(harness, { store });
    expect(await other.call(`GET /status-items/${Id}`)).toMatchObject({
      status: 200,
      body: { Id, ProcessStatus: 'COMPLETED' },
    });
    await other.stop();
  });

  it('is COMPLETED at its instant, never before; one that has passed at once', async () => {
    for (const StartTimestamp of [new Date(Date.now() + 500).toISOString(), '2020-02-29T23:59:59.999Z']) {
      const Id = uniqueName('item');
      await post({ Id, StartTimestamp });
      const { StartActionAt, LastUpdated } = await until(Id, 'COMPLETED');
      expect(StartActionAt).toBe(StartTimestamp);
      expect(LastUpdated >= StartTimestamp).toBe(true);
    }
  });

  it.each([
    [{}, 'Id'],
    [{ Id: 'a', StartTimestamp: '2027-02-30T00:00:00Z' }, 'StartTimestamp'],
    [{ Id: 'a', StartTimestamp: '2027-06-01T12:00:00' }, 'StartTimestamp'],
    [{ Id: 'a', StartTimestamp: inDays(361) }, 'StartTimestamp'],
    [{ Id: 'a/b', StartTimestamp: inDays(1) }, 'Id'],
    [{ Id: 'a', StartTimestamp: inDays(1), More: 1 }, 'More'],
  ])('is refused before anything is written: %j', async (json, field) => {
    const { status, body } = await post(json);
    expect([400, 422]).toContain(status);
    expect((body as { errors: { field: string }[] }).errors.map((error) => error.field)).toContain(field);
    expect(await harness.client.describe('item-a')).toBeUndefined();
  });

  it('has an Id that nobody else can use, also once it is over or forgotten', async () => {
    const Id = uniqueName('item');
    const request = { Id, StartTimestamp: inDays(100) };
    const key = { 'Idempotency-Key': uniqueName('key') };
    const first = await post(request, key);
    expect((await post(request, key)).body).toEqual(first.body);
    const refused = { status: 409, body: { reason: 'IdInUse' } };
    expect(await post(request)).toMatchObject(refused);
    expect(await post(request, { 'Idempotency-Key': uniqueName('key') })).toMatchObject(refused);
    expect((await post({ ...request, StartTimestamp: inDays(1) }, key)).status).toBe(409);

    await until(Id, 'STARTING');
    await api.call(`DELETE /status-items/${Id}`);
    await harness.client.temporal.workflow.getHandle(`item-${Id}`).result();
    expect(await post(request)).toMatchObject(refused);
    const forgetful = await startApi(harness, {
      processes: { ...harness.client, describe: () => Promise.resolve(undefined) },
    });
    expect(await forgetful.call('POST /status-items', { json: request })).toMatchObject(refused);
    await forgetful.stop();
    expect((await read(Id)).body).toMatchObject({ ProcessStatus: 'CANCELLED' });
  });

  it('is one of two that ask for the same Id at once', async () => {
    const Id = uniqueName('item');
    const replies = await Promise.all([1, 2].map((days) => post({ Id, StartTimestamp: inDays(days) })));
    expect(replies.map(({ status }) => status).sort()).toEqual([202, 409]);
  });

  it.each(['GET', 'DELETE'] as const)('%s is 404 for one that is not known', async (method) => {
    expect((await api.call(`${method} /status-items/none`)).status).toBe(404);
  });

  it('is listed page by page', async () => {
    const prefix = uniqueName('page');
    const Ids = ['a', 'b', 'c'].map((name) => `${prefix}-${name}`);
    for (const Id of Ids) {
      await post({ Id, StartTimestamp: inDays(100) });
      await expect.poll(() => harness.store.statusItems.find(Id), { timeout: 30_000 }).not.toBeNull();
    }
    const page = async (query: string) =>
      (await api.call(`GET /status-items?${query}`)).body as { items: Item[]; next?: string };
    const first = await page(`after=${prefix}&limit=2`);
    expect(first.items.map(({ Id }) => Id)).toEqual(Ids.slice(0, 2));
    expect(first.next).toBe(Ids[1]);
    const second = await page(`after=${first.next ?? ''}&limit=2`);
    expect(second.items[0]?.Id).toBe(Ids[2]);
    expect((await api.call('GET /status-items?limit=0')).status).toBe(400);
    expect((await api.call('GET /status-items?limit=101')).status).toBe(400);
  });
});

describe('rescheduling and cancelling', () => {
  it('answers with the item; the last instant wins, and one that has passed completes it', async () => {
    const Id = await waiting();
    for (const days of [50, 200, 3]) {
      const { status, body } = await api.call(`PATCH /status-items/${Id}`, {
        json: { StartTimestamp: inDays(days) },
      });
      expect({ status, body }).toMatchObject({ status: 200, body: { Id, ProcessStatus: 'STARTING' } });
    }
    await api.call(`PATCH /status-items/${Id}`, { json: { StartTimestamp: '2020-01-01T00:00:00Z' } });
    await until(Id, 'COMPLETED');
    const refused = { status: 409, body: { reason: 'ItemCompleted' } };
    expect(
      await api.call(`PATCH /status-items/${Id}`, { json: { StartTimestamp: inDays(1) } }),
    ).toMatchObject(refused);
    expect(await api.call(`DELETE /status-items/${Id}`)).toMatchObject(refused);
  });

  it('cancels at once, again with the same answer', async () => {
    const Id = await waiting();
    const first = await api.call(`DELETE /status-items/${Id}`);
    expect(first).toMatchObject({ status: 200, body: { Id, ProcessStatus: 'CANCELLED' } });
    expect((await api.call(`DELETE /status-items/${Id}`)).body).toEqual(first.body);
    expect(
      await api.call(`PATCH /status-items/${Id}`, { json: { StartTimestamp: inDays(1) } }),
    ).toMatchObject({ status: 409, body: { reason: 'ItemCancelled' } });
  });

  it('refuses an instant that is none', async () => {
    const Id = await waiting();
    const { status } = await api.call(`PATCH /status-items/${Id}`, { json: { StartTimestamp: 'soon' } });
    expect(status).toBe(422);
  });

  it('is 404 for an item that was deleted', async () => {
    const Id = await waiting();
    await harness.store.db.collection<{ _id: string }>('statusItems').deleteOne({ _id: Id });
    expect((await read(Id)).status).toBe(404);
    expect((await api.call(`DELETE /status-items/${Id}`)).status).toBe(404);
  });

  it('is honoured before the record is there', async () => {
    await harness.stopWorker(PROCESS_QUEUE);
    const Id = uniqueName('item');
    const { body } = await post({ Id, StartTimestamp: inDays(100) });
    expect((await read(Id)).body).toEqual(body);
    const cancelling = api.call(`DELETE /status-items/${Id}`);
    await harness.startWorker(PROCESS_QUEUE);
    expect(await cancelling).toMatchObject({ status: 200, body: { ProcessStatus: 'CANCELLED' } });
  });
});
