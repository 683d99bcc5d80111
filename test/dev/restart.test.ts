import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NativeConnection } from '@temporalio/worker';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { clientOver } from '../../client/connection.ts';
import { createProcessClient } from '../../client/process-client.ts';
import { PROCESS_QUEUE } from '../../client/processes.ts';
import { Ports } from '../../dev/ports.ts';
import { Supervisor } from '../../dev/supervisor.ts';
import { startTemporal } from '../../dev/temporal.ts';
import { connectStore, type Store } from '../../store/store.ts';
import { temporalExecution } from '../../worker/activities.ts';
import { createWorker } from '../../worker/worker.ts';
import { activitiesOver } from '../setup/activities.ts';
import { databaseUri } from '../setup/isolation.ts';

const SECOND = 1000;

let folder: string;
let supervisor: Supervisor;
let store: Store;
const completions: string[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'twinstep-restart-'));
  supervisor = new Supervisor(join(folder, 'logs'));
  store = await connectStore(databaseUri());
});
afterAll(async () => {
  await store.close();
  await supervisor.stop();
  await rm(folder, { recursive: true });
});

it('completes items once, and not before they are due, though worker and server were stopped meanwhile', async () => {
  const ports = new Ports();
  const at = { port: await ports.anywhere(), uiPort: await ports.anywhere() };

  const before = await startAll(at);
  const now = Date.now();
  const items = [
    { Id: 'due-while-stopped', due: now + 8 * SECOND },
    { Id: 'due-once-started-again', due: now + 20 * SECOND },
  ];
  const executions = await Promise.all(
    items.map(({ Id, due }) => before.client.start('changeStatusWhenDue', startOf(Id, due))),
  );
  for (const { workflowId } of executions) {
    await expect.poll(() => eventsOf(before, workflowId), { timeout: 30_000 }).toContain('TimerStarted');
  }
  await before.stop();
  await expect.poll(() => Date.now(), { timeout: 30_000 }).toBeGreaterThan(now + 8 * SECOND);

  const after = await startAll(at);
  for (const { Id, due } of items) {
    const again = await after.client.start('changeStatusWhenDue', startOf(Id, due));
    expect(executions.map(({ runId }) => runId)).toContain(again.runId);
    const item = await again.result();
    expect(item).toMatchObject({ Id, ProcessStatus: 'COMPLETED' });
    expect(Date.parse(item.LastUpdated)).toBeGreaterThanOrEqual(due);
    const history = (await after.client.history(again.workflowId)) ?? [];
    const completing = history.filter(
      ({ type, name }) => type === 'ActivityTaskScheduled' && name === 'completeStatusItem',
    );
    expect(completing).toHaveLength(1);
    expect(Date.parse(completing[0]?.at ?? '')).toBeGreaterThanOrEqual(due);
  }
  expect(completions.sort()).toEqual(items.map(({ Id }) => Id).sort());
  await after.stop();
});

type Running = Awaited<ReturnType<typeof startAll>>;

/** A Temporal server whose data outlive it, a worker, and a client of theirs. */
async function startAll(at: { port: number; uiPort: number }) {
  const file = join(folder, 'temporal.db');
  const { address, namespace, child } = await startTemporal({
    ...{ ...at, file, supervisor },
    say: () => undefined,
  });
  const connection = await NativeConnection.connect({ address });
  const activities = activitiesOver(store, { execution: temporalExecution });
  const worker = await createWorker({
    ...{ connection, namespace, taskQueue: PROCESS_QUEUE },
    workflowBundle: { codePath: inject('workflowBundle') },
    activities: {
      ...activities,
      completeStatusItem: (input: { Id: string; StartActionAt: string }) => {
        completions.push(input.Id);
        return activities.completeStatusItem(input);
      },
    },
  });
  const running = worker.run();
  return {
    client: createProcessClient(clientOver(connection, namespace)),
    async stop(): Promise<void> {
      worker.shutdown();
      await running;
      await connection.close();
      await child.stop();
    },
  };
}

function startOf(Id: string, due: number) {
  return { Id, StartTimestamp: new Date(due).toISOString() };
}

async function eventsOf({ client }: Running, workflowId: string): Promise<string[]> {
  return ((await client.history(workflowId)) ?? []).map(({ type }) => type);
}
