import { WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { msToNumber, type Duration } from '@temporalio/common/lib/time.js';
import { processes, type ProcessName } from '../../client/processes.ts';
import { type Harness, startHarness } from '../setup/harness.ts';
import type { Happening, Scenario, Setting } from './scenario.ts';
import {
  businessCalls,
  type Ending,
  Outbox,
  reset,
  type Result,
  SIMULATED_FAILURE_RATE,
  snapshot,
} from './world.ts';

/** Runs scenarios on Temporal's time-skipping server, with the product's own workers. */
export async function temporalEngine() {
  const outbox = new Outbox();
  const harness = await startHarness({
    timeSkipping: true,
    deps: { mailer: outbox, simulatedFailureRate: SIMULATED_FAILURE_RATE },
  });
  const { environment } = harness;
  if (!environment) throw new Error('The harness skips no time');

  return {
    async run(scenario: Scenario, id: string): Promise<Result & { start: Date }> {
      await reset(harness.store);
      outbox.mails.length = 0;
      const setting = { id, start: new Date(await environment.currentTimeMs()) };
      await scenario.given?.(harness.store, setting);
      for (const [activity, fault] of Object.entries(scenario.faults ?? {}))
        harness.replace(activity, fault());

      const handle = await start(harness, scenario.process, scenario.input(setting), id);
      const others: WorkflowHandle[] = [];
      let now = 0;
      for (const happening of scenario.happenings ?? []) {
        const after = msToNumber(happening.after as Duration);
        await environment.sleep(after - now);
        now = after;
        const other = await happen(harness, happening, handle, setting, others.length);
        if (other) others.push(other);
      }
      const result = {
        start: setting.start,
        outcome: await endOf(handle),
        others: await Promise.all(others.map(endOf)),
        calls: businessCalls(harness.calls),
        mails: [...outbox.mails],
        store: await snapshot(harness.store),
      };
      harness.restore();
      return result;
    },

    stop: () => harness.stop(),
  };
}

async function start(
  harness: Harness,
  name: ProcessName,
  input: unknown,
  id: string,
): Promise<WorkflowHandle> {
  const { taskQueue, workflowId } = processes[name];
  return harness.client.temporal.workflow.start(name, {
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
  number: number,
): Promise<WorkflowHandle | undefined> {
  if ('signal' in happening) {
    await handle.signal(happening.signal, happening.payload);
    return undefined;
  }
  if ('run' in happening) {
    return start(harness, happening.run, happening.input(setting), `${setting.id}-${number}`);
  }
  throw new Error('No process waits for a callback yet');
}

async function endOf(handle: WorkflowHandle): Promise<Ending> {
  try {
    return { status: 'completed', output: await handle.result() };
  } catch (error) {
    if (!(error instanceof WorkflowFailedError && error.cause instanceof ApplicationFailure)) throw error;
    return { status: 'failed', error: error.cause.type ?? '', cause: error.cause.message };
  }
}
