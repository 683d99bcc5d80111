/**
 * The load generator, a process of its own: runs one load, and sends its parent what each execution took.
 *
 * `node load.ts orders|bare-orders|pizzas|bare-pizzas <executions> <concurrency>`
 */
import { fileURLToPath } from 'node:url';
import { Client } from '@temporalio/client';
import { bundleWorkflowCode, NativeConnection } from '@temporalio/worker';
import { temporalConfig } from '../client/connection.ts';
import { createLogger, installRuntime } from '../worker/logging.ts';
import { createWorker } from '../worker/worker.ts';
import { createBareActivities } from './bare/activities.ts';

/** What a load took. */
export interface Measured {
  /** Of each execution, from asking for it to having its outcome, in milliseconds. */
  latencies: number[];
  /** Of all, in seconds. */
  seconds: number;
}

type Run = (number: number) => Promise<void>;

const api = process.env['API_URL'] ?? 'http://127.0.0.1:3000';
const prefix = `bench-${Date.now().toString(36)}`;
const { namespace, connectionOptions } = temporalConfig();
installRuntime(createLogger('load'));
const connection = await NativeConnection.connect(connectionOptions);
const client = new Client({ connection, namespace });

const loads: Record<string, () => Promise<{ run: Run; stop?: () => Promise<void> }>> = {
  orders: () =>
    Promise.resolve({
      async run(number) {
        const orderId = `${prefix}-${number}`;
        await post('/orders', { orderId }, 202);
        await client.workflow.getHandle(`order-${orderId}`).result();
      },
    }),

  'bare-orders': () =>
    Promise.resolve({
      async run(number) {
        const orderId = `${prefix}-${number}`;
        await client.workflow.execute('bareOrder', {
          workflowId: `bare-${orderId}`,
          taskQueue: 'bare',
          args: [{ orderId }],
        });
      },
    }),

  pizzas: () =>
    Promise.resolve({
      async run() {
        await post('/pizzas', { flavour: 'margherita' }, 200);
      },
    }),

  async 'bare-pizzas'() {
    const taskQueue = `${prefix}-bare-pizzas`;
    const worker = await createWorker({
      connection,
      namespace,
      taskQueue,
      workflowBundle: await bundleWorkflowCode({
        workflowsPath: fileURLToPath(new URL('bare/workflows.ts', import.meta.url)),
      }),
      activities: createBareActivities(),
    });
    const running = worker.run();
    return {
      async run(number) {
        await client.workflow.execute('barePizza', {
          workflowId: `${prefix}-bare-pizza-${number}`,
          taskQueue,
          args: [{ flavour: 'margherita' }],
          requestEagerStart: true,
        });
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
await Promise.all(Array.from({ length: Number(concurrency) }, (_, number) => run(-1 - number)));
const measured = await measure(run, Number(executions), Number(concurrency));
await stop?.();
await connection.close();
process.send?.(measured);

async function measure(run: Run, executions: number, concurrency: number): Promise<Measured> {
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

async function post(path: string, body: object, expected: number): Promise<void> {
  const response = await fetch(api + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (response.status !== expected) throw new Error(`${path}: ${response.status} ${text}`);
}
