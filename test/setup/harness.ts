import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout } from 'node:timers/promises';
import { Client, Connection, type WorkflowClientInterceptor } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import {
  DefaultLogger,
  NativeConnection,
  Runtime,
  Worker,
  type WorkflowBundleOption,
} from '@temporalio/worker';
import { expect, inject } from 'vitest';
import { smtpMailer } from '../../activities/mailer.ts';
import { simulatedGateway } from '../../activities/payment-gateway.ts';
import { preparationLimit } from '../../activities/preparation-limit.ts';
import { createProcessClient } from '../../client/process-client.ts';
import { INTERACTIVE_QUEUE, PROCESS_QUEUE, WAREHOUSE_QUEUE } from '../../client/processes.ts';
import { seed } from '../../store/seed.ts';
import { connectStore } from '../../store/store.ts';
import {
  type ActivityDeps,
  createInteractiveActivities,
  createProcessActivities,
  createWarehouseQueueActivities,
  temporalExecution,
} from '../../worker/activities.ts';
import { createWorker } from '../../worker/worker.ts';
import { databaseUri, startTimeSkipping, uniqueName } from './isolation.ts';

Runtime.install({ logger: new DefaultLogger('ERROR') });

type AnyActivity = (input: never) => Promise<unknown>;

/** Stands in for an activity: gets its input, and the real one to call when it likes. */
export type Replacement = (input: never, real: (input?: unknown) => Promise<unknown>) => Promise<unknown>;

/**
 * The product in a test: workers of the `queues` (default: all), a seeded store, a client. With `timeSkipping` on a Temporal server of its
 * own, whose time is the activities' clock; else in a namespace of its own on the shared dev server.
 *
 * `replace` puts something in an activity's place; `calls` lists the activities that ran. `stop()` replays every
 * execution that was started through the harness from its history.
 *
 * Call it in `beforeAll`, and `stop()` in `afterAll`.
 */
export async function startHarness({
  timeSkipping = false,
  deps: overrides = {},
  queues = [PROCESS_QUEUE, INTERACTIVE_QUEUE, WAREHOUSE_QUEUE],
}: { timeSkipping?: boolean; deps?: Partial<ActivityDeps>; queues?: string[] } = {}) {
  const started: { workflowId: string; runId: string }[] = [];
  const interceptors = { workflow: [recordStarts(started)] };
  const environment = timeSkipping ? await startTimeSkipping({ interceptors }) : undefined;
  const namespace = environment ? 'default' : await newNamespace();
  const connection =
    environment?.nativeConnection ?? (await NativeConnection.connect({ address: inject('temporalAddress') }));
  const temporal = environment?.client ?? new Client({ connection, namespace, interceptors });

  const processes = createProcessClient(temporal);
  const store = await connectStore(databaseUri());
  await seed(store);
  const now = new AsyncLocalStorage<Date>();
  const clock = () => now.getStore() ?? new Date();
  const deps: ActivityDeps = {
    store,
    clock,
    execution: temporalExecution,
    gateway: simulatedGateway({ store, clock }),
    mailer: smtpMailer({ url: inject('smtpUrl') }),
    simulatedFailureRate: 0,
    processes,
    callbackSecret: 'secret',
    preparationLimit: preparationLimit({}),
    refusedBooks: new Set(),
    ...overrides,
  };

  const bundle: WorkflowBundleOption = { codePath: inject('workflowBundle') };
  const calls: { activity: string; input: unknown }[] = [];
  const replacements = new Map<string, Replacement>();
  const activitiesOf: Record<string, object> = {
    [PROCESS_QUEUE]: createProcessActivities(deps),
    [INTERACTIVE_QUEUE]: createInteractiveActivities(deps),
    [WAREHOUSE_QUEUE]: createWarehouseQueueActivities(deps),
  };
  const workers = new Map<string, { stop: () => Promise<void> }>();

  async function startWorker(taskQueue: string): Promise<void> {
    const worker = await createWorker({
      connection,
      namespace,
      taskQueue,
      workflowBundle: bundle,
      activities: Object.fromEntries(
        Object.entries(activitiesOf[taskQueue] as Record<string, AnyActivity>).map(([name, real]) => [
          name,
          observed(name, real),
        ]),
      ),
    });
    const running = worker.run();
    running.catch(() => undefined);
    workers.set(taskQueue, {
      stop: async () => {
        worker.shutdown();
        await running;
      },
    });
  }

  async function stopWorker(taskQueue: string): Promise<void> {
    await workers.get(taskQueue)?.stop();
    workers.delete(taskQueue);
  }

  await Promise.all(queues.map(startWorker));

  function observed(activity: string, real: AnyActivity): AnyActivity {
    return async (input) => {
      calls.push({ activity, input });
      const at = environment ? new Date(await environment.currentTimeMs()) : new Date();
      const replacement = replacements.get(activity);
      return now.run(at, () =>
        replacement ? replacement(input, (other = input) => real(other as never)) : real(input),
      );
    };
  }

  return {
    client: processes,
    /** The same client, but time stands still while it waits for results. */
    still: createProcessClient(new Client({ connection: temporal.connection, namespace, interceptors })),
    environment,
    namespace,
    store,
    deps,
    calls,

    /** The names of the activities that worked for orders and bookings of this id, oldest first. */
    callsFor(id: string): string[] {
      return calls
        .filter(({ input }) => JSON.stringify(input).includes(`"${id}"`))
        .map(({ activity }) => activity);
    },

    /** From now on `replacement` runs in the activity's place, until `restore()`. */
    replace(activity: string, replacement: Replacement): void {
      replacements.set(activity, replacement);
    },

    /** Takes all replacements back, and forgets the calls so far. */
    restore(): void {
      replacements.clear();
      calls.length = 0;
    },

    startWorker,
    stopWorker,

    async stop(): Promise<void> {
      await replayAll(temporal, started, bundle);
      await Promise.all([...workers.keys()].map(stopWorker));
      await store.close();
      if (environment) await environment.teardown();
      else await connection.close();
    },
  };
}

export type Harness = Awaited<ReturnType<typeof startHarness>>;

function recordStarts(started: { workflowId: string; runId: string }[]): WorkflowClientInterceptor {
  return {
    async startWithDetails(input, next) {
      const output = await next(input);
      started.push({ workflowId: input.options.workflowId, runId: output.runId });
      return output;
    },
  };
}

async function newNamespace(): Promise<string> {
  const namespace = uniqueName('test');
  const connection = await Connection.connect({ address: inject('temporalAddress') });
  try {
    await connection.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: msToTs('1 day'),
    });
    const known = () =>
      connection.workflowService.listOpenWorkflowExecutions({ namespace }).then(
        () => true,
        () => false,
      );
    while (!(await known())) await setTimeout(50);
  } finally {
    await connection.close();
  }
  return namespace;
}

/** Replays the history of each execution against the workflows as they are: each must decide as it did. */
async function replayAll(
  temporal: Client,
  started: { workflowId: string; runId: string }[],
  workflowBundle: WorkflowBundleOption,
): Promise<void> {
  async function* histories() {
    for (const { workflowId, runId } of started) {
      const history = await temporal.workflow.getHandle(workflowId, runId).fetchHistory();
      yield { workflowId, history };
    }
  }
  const failed: string[] = [];
  for await (const { workflowId, error } of Worker.runReplayHistories({ workflowBundle }, histories())) {
    if (error) failed.push(`${workflowId}: ${error.message}`);
  }
  expect(failed).toEqual([]);
}
