import { preparationLimit } from '../../activities/preparation-limit.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { MongoClient } from 'mongodb';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { clientOver } from '../../client/connection.ts';
import { createProcessClient } from '../../client/process-client.ts';
import { smtpMailer } from '../../activities/mailer.ts';
import { PROCESS_QUEUE } from '../../client/processes.ts';
import { startMongo } from '../../dev/mongodb.ts';
import { Ports } from '../../dev/ports.ts';
import { type Child, Supervisor } from '../../dev/supervisor.ts';
import { startTemporal } from '../../dev/temporal.ts';
import { seed } from '../../store/seed.ts';
import { connectStore } from '../../store/store.ts';
import { createProcessActivities, temporalExecution } from '../../worker/activities.ts';
import { createWorker } from '../../worker/worker.ts';
import { databaseUri } from '../setup/isolation.ts';

let folder: string;
let supervisor: Supervisor;
const ports = new Ports();
const say = () => undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'twinstep-crash-'));
  supervisor = new Supervisor(join(folder, 'logs'));
});

afterEach(async () => {
  await supervisor.stop();
  await rm(folder, { recursive: true });
});

async function kill(child: Child): Promise<void> {
  process.kill(child.pid as number, 'SIGKILL');
  expect(await child.ended).toBe('SIGKILL');
}

test('kill -9 of the embedded MongoDB under load loses no acknowledged write', async () => {
  const port = await ports.anywhere();
  const start = () => startMongo({ port, data: folder, database: 'crash', supervisor, say });
  const { uri, child } = await start();
  interface Entry {
    _id: string;
    unique: string;
  }
  const open = async () => {
    const client = await new MongoClient(uri, {
      writeConcern: { journal: true },
      retryWrites: false,
    }).connect();
    const entries = client.db().collection<Entry>('entries');
    const counters = client.db().collection<{ _id: number; count: number }>('counters');
    return { client, entries, counters };
  };

  const before = await open();
  await before.entries.createIndex({ unique: 1 }, { unique: true });
  const acknowledged = Array.from({ length: 8 }, () => 0);
  const total = () => acknowledged.reduce((sum, count) => sum + count);
  const write = async (writer: number): Promise<void> => {
    for (let count = 0; ; count += 1) {
      const name = `${writer}-${count}`;
      await before.entries.insertOne({ _id: name, unique: name });
      await before.counters.updateOne({ _id: writer }, { $inc: { count: 1 } }, { upsert: true });
      acknowledged[writer] = count + 1;
      if (total() === 500) {
        process.kill(child.pid as number, 'SIGKILL');
      }
    }
  };
  await Promise.allSettled(acknowledged.map((_, writer) => write(writer)));
  expect(await child.ended).toBe('SIGKILL');
  await before.client.close();

  await start();
  const after = await open();
  const names = new Set(await after.entries.distinct('_id'));
  const counts = new Map((await after.counters.find().toArray()).map(({ _id, count }) => [_id, count]));
  const lost = acknowledged.flatMap((written, writer) => [
    ...Array.from({ length: written }, (_, count) => `${writer}-${count}`).filter((name) => !names.has(name)),
    ...((counts.get(writer) ?? 0) < written ? [`counter ${writer}`] : []),
  ]);
  expect(total()).toBeGreaterThanOrEqual(500);
  expect(lost).toEqual([]);
  await expect(after.entries.insertOne({ _id: 'again', unique: '0-0' })).rejects.toThrow('duplicate key');
  await after.client.close();
});

test('kill -9 of the Temporal server loses no running order', async () => {
  const [port, uiPort] = [await ports.anywhere(), await ports.anywhere()];
  const start = () => startTemporal({ port, uiPort, file: join(folder, 'temporal.db'), supervisor, say });
  const { address, namespace, child } = await start();

  const store = await connectStore(databaseUri());
  await seed(store);
  let charging = 0;
  let answer = () => {};
  const answered = new Promise<void>((resolve) => (answer = resolve));
  const connection = await NativeConnection.connect({ address });
  const worker = await createWorker({
    connection,
    namespace,
    taskQueue: PROCESS_QUEUE,
    workflowBundle: { codePath: inject('workflowBundle') },
    activities: createProcessActivities({
      store,
      clock: () => new Date(),
      execution: temporalExecution,
      simulatedFailureRate: 0,
      mailer: smtpMailer({ url: inject('smtpUrl') }),
      processes: createProcessClient(clientOver(connection, namespace)),
      callbackSecret: 'secret',
      preparationLimit: preparationLimit({}),
      refusedBooks: new Set(),
      gateway: {
        charge: async () => {
          charging += 1;
          await answered;
          return 'approved';
        },
        refund: () => Promise.reject(new Error('Nothing is refunded here')),
      },
    }),
  });
  const running = worker.run();
  const orderIds = Array.from({ length: 20 }, (_, number) => `crash-${number}`);
  const startOrders = async () => {
    const clientConnection = await Connection.connect({ address });
    const client = createProcessClient(clientOver(clientConnection, namespace));
    const orders = await Promise.all(orderIds.map((orderId) => client.start('processOrder', { orderId })));
    return { orders, close: () => clientConnection.close() };
  };

  const before = await startOrders();
  await expect.poll(() => charging, { timeout: 30_000 }).toBe(orderIds.length);
  await kill(child);
  await before.close();
  await start();
  answer();

  const after = await startOrders();
  const results = await Promise.all(after.orders.map((order) => order.result()));
  expect(after.orders.map(({ runId }) => runId)).toEqual(before.orders.map(({ runId }) => runId));
  expect(results).toEqual(orderIds.map((orderId) => ({ orderId, status: 'Completed' })));

  await after.close();
  worker.shutdown();
  await running;
  await connection.close();
  await store.close();
});
