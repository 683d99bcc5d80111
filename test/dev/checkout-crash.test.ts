import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { clientOver } from '../../client/connection.ts';
import { createProcessClient } from '../../client/process-client.ts';
import { startMongo } from '../../dev/mongodb.ts';
import { Ports } from '../../dev/ports.ts';
import { type Child, Supervisor } from '../../dev/supervisor.ts';
import { startTemporal } from '../../dev/temporal.ts';
import { audit } from '../../store/audit/audit.ts';
import { seed } from '../../store/seed.ts';
import { connectStore } from '../../store/store.ts';
import { newBook, newUser } from '../setup/checkouts.ts';
import { mailsTo } from '../setup/isolation.ts';

const ORDERS = 200;
const ROUNDS = 3;

let folder: string;
let supervisor: Supervisor;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'twinstep-crash-'));
  supervisor = new Supervisor(join(folder, 'logs'));
});
afterAll(async () => {
  await supervisor.stop();
  await rm(folder, { recursive: true, force: true });
});

test(
  'kill -9 of everything during 200 checkouts loses nothing and doubles nothing',
  { timeout: 400_000 },
  async () => {
    const ports = new Ports();
    const [port, uiPort, mongoPort, apiPort] = [
      await ports.anywhere(),
      await ports.anywhere(),
      await ports.anywhere(),
      await ports.anywhere(),
    ];
    const say = () => undefined;
    const temporal = () =>
      startTemporal({ port, uiPort, file: join(folder, 'temporal.db'), supervisor, say });
    const mongo = () => startMongo({ port: mongoPort, data: folder, database: 'crash', supervisor, say });
    const [{ address, namespace, ...first }, { uri, ...firstMongo }] = await Promise.all([
      temporal(),
      mongo(),
    ]);
    const program = (name: string, main: string) => () =>
      Promise.resolve({
        child: supervisor.start({
          name,
          tier: 'worker',
          program: process.execPath,
          args: ['--import', import.meta.resolve('tsx'), join(import.meta.dirname, '../..', main)],
          env: {
            TEMPORAL_ADDRESS: address,
            TEMPORAL_NAMESPACE: namespace,
            MONGODB_URI: uri,
            SMTP_URL: inject('smtpUrl'),
            WORKFLOW_BUNDLE: inject('workflowBundle'),
            CALLBACK_SECRET: 'secret',
            PORT: String(apiPort),
            LOG_LEVEL: 'error',
          },
        }),
      });
    const starts: Record<string, () => Promise<{ child?: Child | undefined }>> = {
      worker: program('worker', 'worker/main.ts'),
      warehouse: program('warehouse', 'worker/warehouse.ts'),
      api: program('api', 'api/main.ts'),
      mongo,
      temporal,
    };
    const running: Record<string, Child> = {};
    const orders = { over: false };
    /** Starts the part again whenever it ends, as a process manager does. */
    const keep = (name: string, child: Child | undefined): void => {
      if (!child) throw new Error(`${name} was not started here`);
      running[name] = child;
      void child.ended.then(async () => {
        if (!orders.over) keep(name, (await starts[name]?.())?.child);
      });
    };
    keep('temporal', first.child);
    keep('mongo', firstMongo.child);

    const seeding = await connectStore(uri);
    await seed(seeding);
    const userId = await newUser(seeding, { points: 40 });
    const bookId = await newBook(seeding, { quantity: 150 });
    await seeding.close();
    for (const name of ['worker', 'warehouse', 'api']) keep(name, (await starts[name]?.())?.child);

    const ordering = Promise.all(
      Array.from({ length: ORDERS }, (_, number) =>
        placeOrder(`http://127.0.0.1:${apiPort}`, String(number), {
          userId,
          bookId,
          quantity: 1,
          redeem: true,
        }),
      ),
    );
    for (let round = 0; round < ROUNDS; round++) {
      for (const name of Object.keys(starts)) {
        await setTimeout(500);
        const child = running[name];
        kill(child);
        while (running[name] === child) await setTimeout(50);
      }
    }
    const orderIds = await ordering;

    const connection = await Connection.connect({ address });
    const processes = createProcessClient(clientOver(connection, namespace));
    const store = await connectStore(uri);
    const ended = async () => {
      const descriptions = await Promise.all(
        orderIds.map((orderId) => processes.describe(`checkout-${orderId}`)),
      );
      return descriptions.filter((description) => description?.closeTime).length;
    };
    await expect.poll(ended, { timeout: 300_000, interval: 2_000 }).toBe(ORDERS);

    const records = await Promise.all(orderIds.map((orderId) => store.checkouts.find(orderId)));
    const dispatched = records.filter((record) => record?.status === 'Dispatched').length;
    expect(records.filter((record) => record?.error === 'BookOutOfStock').length).toBe(ORDERS - dispatched);
    expect(dispatched).toBe(150);
    expect(await audit(store)).toEqual([]);
    expect(
      await store.db.collection('callbacks').countDocuments({ state: 'answered', delivered: true }),
    ).toBe(150);
    const ids = (await mailsTo(`${userId}@example.com`)).map(({ messageId }) => messageId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeLessThanOrEqual(150);
    await store.close();
    await connection.close();
    orders.over = true;
  },
);

function kill(child: Child | undefined): void {
  try {
    process.kill(child?.pid ?? NaN, 'SIGKILL');
  } catch (error) {
    // It ended by itself just now: it could not reach what was killed before it.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Orders, however often it takes: the key makes it one order. */
async function placeOrder(url: string, key: string, input: object): Promise<string> {
  for (;;) {
    try {
      const response = await fetch(`${url}/checkouts`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
        body: JSON.stringify(input),
        signal: AbortSignal.timeout(15_000),
      });
      if (response.status === 202) return ((await response.json()) as { orderId: string }).orderId;
    } catch {
      // The API is down, or dies while it answers.
    }
    await setTimeout(300);
  }
}
