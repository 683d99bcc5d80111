/**
 * The load generator, a process of its own: runs one load, and sends its parent what each execution took.
 *
 * `node load.ts [bare-]orders|pizzas|checkouts|waiting-checkouts|waiting-items|due-items|reschedules <executions> <concurrency>`
 */
import { setTimeout } from 'node:timers/promises';
import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { Client } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { temporalConfig } from '../client/connection.ts';
import type { CheckoutInput } from '../activities/inputs/checkout.ts';
import { createProcessClient } from '../client/process-client.ts';
import type { StatusItemRecord } from '../store/status-items.ts';
import { untouchedStock } from '../store/stock.ts';
import { connectStore, type Store } from '../store/store.ts';
import { createLogger, installRuntime } from '../worker/logging.ts';
import { createWorker } from '../worker/worker.ts';
import { temporalActions } from './actions.ts';
import { createBareActivities } from './bare/activities.ts';
import { bareBundle } from './bare/bundle.ts';

/** What a load took. */
export interface Measured {
  /** Of each execution, from asking for it to having its outcome, in milliseconds. */
  latencies: number[];
  /** Of all, in seconds. */
  seconds: number;
  /** Temporal actions of one execution. */
  actions: number;
}

/** Runs one execution to its end; its workflow id is the answer. */
type Run = (number: number) => Promise<string>;

const api = process.env['API_URL'] ?? 'http://127.0.0.1:3000';
const connections = new Agent({ keepAlive: true });
const prefix = `bench-${Date.now().toString(36)}`;
const { namespace, connectionOptions } = temporalConfig();
installRuntime(createLogger('load'));
const connection = await NativeConnection.connect(connectionOptions);
const client = new Client({ connection, namespace });
const processes = createProcessClient(client);

const loads: Record<string, () => Promise<{ run: Run; stop?: () => Promise<void> }>> = {
  orders: () =>
    Promise.resolve({
      async run(number) {
        const orderId = `${prefix}-${number}`;
        await send('POST', '/orders', { orderId }, 202);
        const workflowId = `order-${orderId}`;
        await client.workflow.getHandle(workflowId).result();
        return workflowId;
      },
    }),

  'bare-orders': () =>
    Promise.resolve({
      async run(number) {
        const orderId = `${prefix}-${number}`;
        const workflowId = `bare-${orderId}`;
        await client.workflow.execute('bareOrder', {
          workflowId,
          taskQueue: 'bare',
          args: [{ orderId }],
        });
        return workflowId;
      },
    }),

  async checkouts() {
    const store = await connectStore(process.env['MONGODB_URI'] ?? '');
    const checkoutOf = await seedBooks(store);
    await store.close();
    return {
      async run(number) {
        const { orderId } = await send('POST', '/checkouts', checkoutOf(number), 202);
        const workflowId = `checkout-${String(orderId)}`;
        await client.workflow.getHandle(workflowId).result();
        return workflowId;
      },
    };
  },

  async 'waiting-checkouts'() {
    const store = await connectStore(process.env['MONGODB_URI'] ?? '');
    const checkoutOf = await seedBooks(store);
    const orders = store.db.collection<{ _id: string }>('checkouts');
    let started = 0;
    return {
      async run(number) {
        started++;
        const uniqueId = `${prefix}-${number}`;
        return (await processes.start('storeCheckout', checkoutOf(number), { uniqueId })).workflowId;
      },
      async stop() {
        const waiting = () => orders.countDocuments({ _id: { $regex: `^${prefix}-` }, status: 'Preparing' });
        while ((await waiting()) < started) await setTimeout(1000);
        await store.close();
      },
    };
  },

  'bare-checkouts': () =>
    Promise.resolve({
      async run(number) {
        const workflowId = `bare-${prefix}-${number}`;
        await client.workflow.execute('bareCheckout', {
          workflowId,
          taskQueue: 'bare',
          args: [{ workflowId }],
        });
        return workflowId;
      },
    }),

  async 'waiting-items'() {
    const { run, untilAll, close } = await itemsDueIn(24 * 60 * 60 * 1000);
    return {
      run,
      async stop() {
        await untilAll({});
        await close();
      },
    };
  },

  async 'due-items'() {
    const { run, due, untilAll, close } = await itemsDueIn(60_000);
    return {
      run,
      async stop() {
        await untilAll({});
        if (Date.now() >= due) throw new Error('Not all items were there before they were due');
        await untilAll({ status: 'COMPLETED' });
        await close();
      },
    };
  },

  async reschedules() {
    const { run: start, due, untilAll, close } = await itemsDueIn(24 * 60 * 60 * 1000);
    const ITEMS = 20;
    const workflowIds = await Promise.all(Array.from({ length: ITEMS }, (_, number) => start(number)));
    await untilAll({});
    return {
      async run(number) {
        const workflowId = workflowIds[Math.abs(number) % ITEMS] ?? '';
        const StartTimestamp = new Date(due + number * 1000).toISOString();
        await send('PATCH', `/status-items/${workflowId.replace('item-', '')}`, { StartTimestamp }, 200);
        return workflowId;
      },
      stop: close,
    };
  },

  pizzas: () =>
    Promise.resolve({
      async run() {
        const { name } = await send('POST', '/pizzas', { flavour: 'margherita' }, 200);
        return String(name);
      },
    }),

  async 'bare-pizzas'() {
    const taskQueue = `${prefix}-bare-pizzas`;
    const worker = await createWorker({
      connection,
      namespace,
      taskQueue,
      workflowBundle: await bareBundle(),
      activities: createBareActivities(client),
    });
    const running = worker.run();
    return {
      async run(number) {
        const workflowId = `${prefix}-bare-pizza-${number}`;
        await client.workflow.execute('barePizza', {
          workflowId,
          taskQueue,
          args: [{ flavour: 'margherita' }],
          requestEagerStart: true,
        });
        return workflowId;
      },
      async stop() {
        worker.shutdown();
        await running;
      },
    };
  },
};

const [name = '', executions = '0', concurrency = '1'] = process.argv.slice(2);
const prepare = loads[name];
if (!prepare) throw new Error(`There is no load "${name}"`);
const { run, stop } = await prepare();
const [sample = ''] = await Promise.all(
  Array.from({ length: Number(concurrency) }, (_, number) => run(-1 - number)),
);
const history = await processes.history(sample);
const measured: Measured = {
  ...(await measure(run, Number(executions), Number(concurrency))),
  actions: temporalActions(history ?? []),
};
await stop?.();
connections.destroy();
await connection.close();
process.send?.(measured);

/** Puts 100 books on the shelf. Gives the checkout of one copy for each number, spread over the books. */
async function seedBooks(store: Store): Promise<(number: number) => CheckoutInput> {
  const userId = `${prefix}-user`;
  const bookIds = Array.from({ length: 100 }, (_, number) => `${prefix}-book-${number}`);
  await store.users.insertOne({ _id: userId, name: 'Bench', email: 'bench@example.com' });
  await store.books.insertMany(
    bookIds.map((_id) => ({
      ...{ _id, title: _id, price: { amount: 2000, currency: 'EUR' } },
      ...untouchedStock(1_000_000),
    })),
  );
  return (number) => ({
    userId,
    bookId: bookIds[Math.abs(number) % bookIds.length] ?? '',
    quantity: 1,
    redeem: true,
  });
}

/** Status items that are all due at the same instant. */
async function itemsDueIn(milliseconds: number) {
  const store = await connectStore(process.env['MONGODB_URI'] ?? '');
  const items = store.db.collection<StatusItemRecord>('statusItems');
  const due = Date.now() + milliseconds;
  const StartTimestamp = new Date(due).toISOString();
  let started = 0;
  const run: Run = async (number) => {
    started++;
    const Id = `${prefix}-${number}`;
    return (await processes.start('changeStatusWhenDue', { Id, StartTimestamp })).workflowId;
  };
  /** Resolves once all that were started are like this. */
  const untilAll = async (like: { status?: 'COMPLETED' }): Promise<void> => {
    const there = () => items.countDocuments({ _id: { $regex: `^${prefix}-` }, ...like });
    while ((await there()) < started) await setTimeout(1000);
  };
  return { due, run, untilAll, close: () => store.close() };
}

async function measure(
  run: Run,
  executions: number,
  concurrency: number,
): Promise<Omit<Measured, 'actions'>> {
  const latencies: number[] = [];
  let next = 0;
  const began = performance.now();
  const lane = async () => {
    while (next < executions) {
      const from = performance.now();
      await run(next++);
      latencies.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
  return { latencies, seconds: (performance.now() - began) / 1000 };
}

/** Sends by plain `node:http`: `fetch` alone would add most of a millisecond to each request. */
async function send(
  method: 'POST' | 'PATCH',
  path: string,
  body: object,
  expected: number,
): Promise<Record<string, unknown>> {
  const sent = request(api + path, {
    method,
    agent: connections,
    headers: { 'content-type': 'application/json' },
  });
  sent.end(JSON.stringify(body));
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const answer = await text(response);
  if (response.statusCode !== expected) throw new Error(`${path}: ${response.statusCode} ${answer}`);
  return JSON.parse(answer) as Record<string, unknown>;
}
