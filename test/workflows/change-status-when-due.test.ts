import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from '../setup/harness.ts';
import { keepHistory, keepingHistory } from '../setup/histories.ts';
import { uniqueName } from '../setup/isolation.ts';
import { failureOf } from '../setup/failures.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ timeSkipping: true });
});
afterEach(() => harness.restore());
afterAll(() => harness.stop());

const SECOND = 1000;
const DAY = 24 * 60 * 60 * SECOND;

async function serverTime(): Promise<number> {
  return (await harness.environment?.currentTimeMs()) ?? Date.now();
}

/** The instant that is `milliseconds` from the server's now. */
async function ahead(milliseconds: number): Promise<string> {
  return new Date((await serverTime()) + milliseconds).toISOString();
}

async function start(StartTimestamp: string, Id = uniqueName('item')) {
  const started = await harness.client.start('changeStatusWhenDue', { Id, StartTimestamp });
  await expect.poll(() => harness.store.statusItems.find(Id)).not.toBeNull();
  const execution = { process: 'change-status-when-due', ...started };
  const result = keepingHistory(harness.client.temporal, execution, ({ ProcessStatus }) => ProcessStatus);
  return { Id, workflowId: started.workflowId, result };
}

async function reschedule(Id: string, StartTimestamp: string) {
  const started = await harness.still.start('rescheduleStatusChange', { Id, StartTimestamp });
  return keepingHistory(harness.still.temporal, { process: 'reschedule-status-change', ...started })();
}

async function cancel(Id: string) {
  const started = await harness.still.start('cancelStatusChange', { Id });
  return keepingHistory(harness.still.temporal, { process: 'cancel-status-change', ...started })();
}

describe('an item that is due', () => {
  const cases: { name: string; startTimestamp: (due: Date) => string }[] = [
    { name: 'in UTC', startTimestamp: (due) => due.toISOString() },
    { name: 'with an offset', startTimestamp: (due) => withOffset(due, '+05:30', 5.5) },
    { name: 'west of Greenwich', startTimestamp: (due) => withOffset(due, '-11:00', -11) },
    {
      name: 'with less than a millisecond',
      startTimestamp: (due) => due.toISOString().replace('Z', '000001Z'),
    },
    {
      name: 'at the last millisecond of a day',
      startTimestamp: (due) => `${due.toISOString().slice(0, 10)}T23:59:59.999Z`,
    },
  ];

  it.each(cases)('is completed then and not before: $name', async ({ startTimestamp }) => {
    const given = startTimestamp(new Date((await serverTime()) + 60 * DAY + 123));
    const { result } = await start(given);
    const item = await result();
    const due = Date.parse(given) + (given.includes('000001Z') ? 1 : 0);
    expect(item).toMatchObject({ ProcessStatus: 'COMPLETED', StartActionAt: new Date(due).toISOString() });
    expect(Date.parse(item.LastUpdated)).toBeGreaterThanOrEqual(due);
    expect(Date.parse(item.LastUpdated)).toBeLessThan(due + 5 * SECOND);
  });

  it('is STARTING until then', async () => {
    const { Id, result } = await start(await ahead(DAY));
    expect(await harness.store.statusItems.find(Id)).toMatchObject({ status: 'STARTING' });
    await result();
  });

  it.each([-1, -DAY, -5000 * DAY])('is completed at once when that was %i ms ago', async (milliseconds) => {
    const before = await serverTime();
    const { result } = await start(await ahead(milliseconds));
    const item = await result();
    expect(item.ProcessStatus).toBe('COMPLETED');
    expect(Date.parse(item.LastUpdated) - before).toBeLessThan(60 * SECOND);
  });
});

function withOffset(instant: Date, offset: string, hours: number): string {
  return new Date(instant.getTime() + hours * 3600 * SECOND).toISOString().replace('Z', offset);
}

describe('while it waits', () => {
  it('is rescheduled 50 times, and the last one wins', async () => {
    const { Id, result } = await start(await ahead(100 * DAY));
    const base = await serverTime();
    for (let time = 1; time <= 50; time++) {
      await reschedule(Id, new Date(base + ((time * 37) % 50) * DAY + 10 * DAY).toISOString());
    }
    const last = await ahead(20 * DAY);
    expect(await reschedule(Id, last)).toMatchObject({ ProcessStatus: 'STARTING', StartActionAt: last });
    const item = await result();
    expect(item).toMatchObject({ ProcessStatus: 'COMPLETED', StartActionAt: last });
    expect(Date.parse(item.LastUpdated)).toBeGreaterThanOrEqual(Date.parse(last));
    expect(Date.parse(item.LastUpdated)).toBeLessThan(Date.parse(last) + DAY);
  });

  it('starts at once when it is rescheduled into the past', async () => {
    const { Id, workflowId, result } = await start(await ahead(100 * DAY));
    const before = await serverTime();
    await reschedule(Id, await ahead(-DAY));
    const item = await result();
    await keepHistory(harness.client.temporal, 'change-status-when-due-rescheduled', workflowId);
    expect(item.ProcessStatus).toBe('COMPLETED');
    expect(Date.parse(item.LastUpdated) - before).toBeLessThan(60 * SECOND);
  });

  it('is cancelled, and never completed', async () => {
    const due = await ahead(30 * DAY);
    const { Id, result } = await start(due);
    expect(await cancel(Id)).toMatchObject({ Id, ProcessStatus: 'CANCELLED' });
    expect(await result()).toMatchObject({ ProcessStatus: 'CANCELLED', StartActionAt: due });
    expect(await cancel(Id)).toMatchObject({ ProcessStatus: 'CANCELLED' });
    await expect(reschedule(Id, due)).rejects.toSatisfy((error) => failureOf(error).type === 'ItemCancelled');
  });

  it('ends ItemGone when it is deleted, and stays deleted', async () => {
    const { Id, result } = await start(await ahead(30 * DAY));
    await harness.store.db.collection<{ _id: string }>('statusItems').deleteOne({ _id: Id });
    await expect(result()).rejects.toSatisfy((error) => failureOf(error).type === 'ItemGone');
    expect(await harness.store.statusItems.find(Id)).toBeNull();
    await expect(cancel(Id)).rejects.toSatisfy((error) => failureOf(error).type === 'ItemNotFound');
  });
});

describe('a command in a gap is honoured', () => {
  const gaps = ['before completeStatusItem', 'after startStatusItem'] as const;

  it.each(gaps)('rescheduled %s', async (gap) => {
    const later = await ahead(50 * DAY);
    const { result } = await startWithCommandIn(gap, (Id) => reschedule(Id, later));
    const item = await result();
    expect(item).toMatchObject({ ProcessStatus: 'COMPLETED', StartActionAt: later });
    expect(Date.parse(item.LastUpdated)).toBeGreaterThanOrEqual(Date.parse(later));
  });

  it.each(gaps)('cancelled %s', async (gap) => {
    const { result } = await startWithCommandIn(gap, cancel);
    expect(await result()).toMatchObject({ ProcessStatus: 'CANCELLED' });
  });

  it('refuses both once the item is completed', async () => {
    const { Id, result } = await start(await ahead(-DAY));
    await result();
    const later = await ahead(DAY);
    for (const command of [() => reschedule(Id, later), () => cancel(Id)]) {
      await expect(command()).rejects.toSatisfy((error) => failureOf(error).type === 'ItemCompleted');
    }
    expect(await harness.store.statusItems.find(Id)).toMatchObject({ status: 'COMPLETED' });
  });

  async function startWithCommandIn(gap: string, command: (Id: string) => Promise<unknown>) {
    const [moment, activity] = gap.split(' ') as [string, string];
    let done = false;
    harness.replace(activity, async ({ Id }: { Id: string }, real) => {
      if (done) return real();
      done = true;
      if (moment === 'before') await command(Id);
      const answer = await real();
      if (moment === 'after') await command(Id);
      return answer;
    });
    const Id = uniqueName('item');
    return harness.client.start('changeStatusWhenDue', { Id, StartTimestamp: await ahead(10 * DAY) });
  }
});

it('retries what fails for a while, and applies a repeated command once', async () => {
  const { Id, result } = await start(await ahead(10 * DAY));
  const failed = new Set<string>();
  for (const activity of ['rescheduleStatusItem', 'sendSignal', 'readStatusItem', 'completeStatusItem']) {
    harness.replace(activity, async (_, real) => {
      const answer = await real();
      if (failed.has(activity)) return answer;
      failed.add(activity);
      throw new Error('the answer was lost');
    });
  }
  const later = await ahead(20 * DAY);
  expect(await reschedule(Id, later)).toMatchObject({ StartActionAt: later });
  expect(await result()).toMatchObject({ ProcessStatus: 'COMPLETED', StartActionAt: later });
  expect((await harness.store.statusItems.find(Id))?.commands).toHaveLength(1);
  expect([...failed]).toHaveLength(4);
});

describe('is refused', () => {
  it('when the id is in use, and the item stays as it is', async () => {
    const { Id, result } = await start(await ahead(-DAY));
    const first = await result();
    const again = await harness.client.temporal.workflow.start('changeStatusWhenDue', {
      workflowId: uniqueName('another'),
      taskQueue: 'twinstep',
      args: [{ Id, StartTimestamp: await ahead(DAY) }],
    });
    await expect(again.result()).rejects.toSatisfy((error) => failureOf(error).type === 'IdInUse');
    expect(await harness.store.statusItems.find(Id)).toMatchObject({
      status: 'COMPLETED',
      lastUpdated: new Date(first.LastUpdated),
    });
  });

  const bad = [
    '2026-02-29T00:00:00Z',
    '2026-12-31T24:00:00Z',
    '2026-12-31T10:00:00',
    '2026-12-31',
    '2026-12-31T10:00Z',
    'tomorrow',
    '9999-01-01T00:00:00Z',
  ];
  it.each(bad)('when the timestamp is %s', async (StartTimestamp) => {
    const Id = uniqueName('item');
    const { result } = await harness.client.start('changeStatusWhenDue', { Id, StartTimestamp });
    await expect(result()).rejects.toSatisfy((error) => failureOf(error).type === 'InvalidInput');
    expect(await harness.store.statusItems.find(Id)).toBeNull();
  });
});
