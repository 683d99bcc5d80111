import { WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import { ActivityFailure, ApplicationFailure } from '@temporalio/common';
import { createCallbackAnswers } from '../../activities/callback-answers.ts';
import { tokenOf } from '../../activities/callbacks.ts';
import type { Execution } from '../../activities/execution.ts';
import type { FulfilmentOrder } from '../../activities/fulfilment.ts';
import { temporalActions } from '../../bench/actions.ts';
import { processes, type ProcessName } from '../../client/processes.ts';
import { type Harness, startHarness } from '../setup/harness.ts';
import { type Happening, millisecondsAfterStart, type Scenario, type Setting } from './scenario.ts';
import {
  businessCalls,
  type Ending,
  Outbox,
  REFUSED_BOOKS,
  reset,
  type Result,
  SIMULATED_FAILURE_RATE,
  snapshot,
} from './world.ts';

/** Runs scenarios on Temporal's time-skipping server, with the product's own workers. */
export async function temporalEngine() {
  const outbox = new Outbox();
  const queue: FulfilmentOrder[] = [];
  let warehouseClosed = false;
  const harness: Harness = await startHarness({
    timeSkipping: true,
    deps: {
      mailer: outbox,
      simulatedFailureRate: SIMULATED_FAILURE_RATE,
      refusedBooks: REFUSED_BOOKS,
      processes: {
        start: async (name, input, options) => {
          if (!warehouseClosed) return harness.client.start(name, input, options);
          queue.push(input as FulfilmentOrder);
          return {
            workflowId: '',
            runId: '',
            result: () => Promise.reject(new Error('The warehouse is closed')),
          };
        },
        signal: (signal) => harness.client.signal(signal),
      },
    },
  });
  const { environment } = harness;
  if (!environment) throw new Error('The harness skips no time');

  return {
    async run(scenario: Scenario, id: string): Promise<Result & { start: Date; actions: number }> {
      harness.restore();
      await reset(harness.store);
      outbox.mails.length = queue.length = 0;
      warehouseClosed = scenario.warehouseClosed ?? false;
      const setting = { id, start: new Date(await environment.currentTimeMs()) };
      await scenario.given?.(harness.store, setting);
      for (const [activity, fault] of Object.entries(scenario.faults ?? {}))
        harness.replace(activity, fault());

      const handle = await start(harness.client, scenario.process, scenario.input(setting), id);
      const others: Ending[] = [];
      let now = 0;
      for (const happening of scenario.happenings ?? []) {
        const after = millisecondsAfterStart(happening, setting);
        await environment.sleep(after - now);
        now = after;
        const other = await happen(harness, happening, handle, setting, { others: others.length, queue });
        if (other) others.push(other);
      }
      return {
        start: setting.start,
        outcome: await endOf(handle),
        others,
        calls: businessCalls(harness.calls),
        mails: [...outbox.mails],
        store: await snapshot(harness.store),
        actions: temporalActions((await harness.client.history(handle.workflowId)) ?? []),
      };
    },

    stop: () => harness.stop(),
  };
}

async function start(
  client: Harness['client'],
  name: ProcessName,
  input: unknown,
  id: string,
): Promise<WorkflowHandle> {
  const { taskQueue, workflowId } = processes[name];
  return client.temporal.workflow.start(name, {
    taskQueue,
    workflowId: workflowId(input as never, id),
    args: [input as never],
  });
}

async function happen(
  harness: Harness,
  happening: Happening,
  handle: WorkflowHandle,
  setting: Setting,
  { others, queue }: { others: number; queue: FulfilmentOrder[] },
): Promise<Ending | undefined> {
  if ('signal' in happening) {
    await handle.signal(happening.signal, happening.payload);
    return undefined;
  }
  if ('change' in happening) {
    await happening.change(harness.store, setting);
    return undefined;
  }
  if ('run' in happening) {
    // Time stands still meanwhile: the server knows nothing of the local activities that a command is busy with.
    return endOf(
      await start(harness.still, happening.run, happening.input(setting), `${setting.id}-${others}`),
    );
  }
  const { store, client } = harness;
  const at = new Date(setting.start.getTime() + millisecondsAfterStart(happening, setting));
  const answers = createCallbackAnswers({ store, clock: () => at, sendSignal: client.signal });
  const [order] = queue;
  if (!order) throw new Error('Nothing was ordered from the warehouse');
  await answers.answer(
    tokenOf(order.replyTo, { ...harness.deps, execution: inNamespace(harness) }),
    happening.answer,
  );
  return undefined;
}

function inNamespace({ namespace }: Harness): () => Execution {
  return () => ({ namespace, workflowId: '', runId: '', attempt: 1 });
}

async function endOf(handle: WorkflowHandle): Promise<Ending> {
  try {
    return { status: 'completed', output: await handle.result() };
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    const failure = error.cause instanceof ActivityFailure ? error.cause.cause : error.cause;
    if (!(failure instanceof ApplicationFailure)) throw error;
    return { status: 'failed', error: failure.type ?? '', cause: failure.message };
  }
}
