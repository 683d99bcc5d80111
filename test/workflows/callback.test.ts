import { fileURLToPath } from 'node:url';
import { Client, type WorkflowHandle } from '@temporalio/client';
import { bundleWorkflowCode } from '@temporalio/worker';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createCallbackAnswers } from '../../activities/callback-answers.ts';
import { callbackToken, tokenHash } from '../../activities/callback-token.ts';
import { createCallbackActivities, openCallback, tokenOf } from '../../activities/callbacks.ts';
import type { CallbackTask } from '../../workflows/patterns/callback.ts';
import { createWorker } from '../../worker/worker.ts';
import { startApi, type TestApi } from '../setup/api.ts';
import { type Harness, startHarness } from '../setup/harness.ts';
import { uniqueName } from '../setup/isolation.ts';
import type { ask, Question } from './programs/ask.ts';

/** What `handOver` does with the token, beside opening it. */
type Hand = (token: string) => Promise<unknown>;

let harness: Harness;
let api: TestApi;
let client: Client;
let stopWorker: () => Promise<void>;
const hands = new Map<string, Hand>();
let beforeClosing: () => Promise<unknown> = () => Promise.resolve();

beforeAll(async () => {
  harness = await startHarness({ timeSkipping: true });
  api = await startApi(harness);
  if (!harness.environment) throw new Error('This needs time skipping');
  const { nativeConnection, connection } = harness.environment;
  client = new Client({ connection });
  const product = createCallbackActivities(harness.deps);
  const worker = await createWorker({
    connection: nativeConnection,
    namespace: harness.namespace,
    taskQueue: 'questions',
    workflowBundle: await bundleWorkflowCode({
      workflowsPath: fileURLToPath(new URL('programs/ask.ts', import.meta.url)),
    }),
    activities: {
      async handOver({ name, task }: { name: string; task: CallbackTask }) {
        const replyTo = await openCallback(harness.deps, task);
        await hands.get(name)?.(tokenOf(replyTo, harness.deps));
      },
      async closeCallback(input: { wait: number }) {
        await beforeClosing();
        return product.closeCallback(input);
      },
    },
  });
  const running = worker.run();
  stopWorker = async () => {
    worker.shutdown();
    await running;
  };
});
afterEach(() => {
  hands.clear();
  beforeClosing = () => Promise.resolve();
});
afterAll(async () => {
  await stopWorker();
  await api.stop();
  await harness.stop();
});

type Asked = WorkflowHandle<typeof ask>;

/** Asks, and resolves once every question is handed over: to the process and the tokens, in the order asked. */
async function start(...questions: Partial<Question>[]): Promise<{ asked: Asked; tokens: string[] }> {
  const named = questions.map((question) => ({
    name: uniqueName('question'),
    timeout: '1 hour' as const,
    ...question,
  }));
  const handed = named.map(({ name }) => {
    const hand = hands.get(name);
    return new Promise<string>((resolve) => {
      hands.set(name, async (token) => {
        resolve(token);
        await hand?.(token);
      });
    });
  });
  const asked = await client.workflow.start<typeof ask>('ask', {
    taskQueue: 'questions',
    workflowId: uniqueName('ask'),
    args: [named],
  });
  return { asked, tokens: await Promise.all(handed) };
}

const success = (token: string, json: unknown) => api.call(`POST /callbacks/${token}/success`, { json });
const failure = (token: string, json: unknown) => api.call(`POST /callbacks/${token}/failure`, { json });
const heartbeat = (token: string) => api.call(`POST /callbacks/${token}/heartbeat`);
const pass = (time: '40 seconds' | '2 minutes' | '2 hours') => harness.environment?.sleep(time);
const statusOf = async (reply: Promise<{ status: number }>) => (await reply).status;

describe('an answer over HTTP', () => {
  it.each([null, 0, '', false, [], [[1]], { courier: 'Swift', 'a.b': { $c: [null] } }, 'ü€😀'])(
    'reaches the process: %j',
    async (value) => {
      const { asked, tokens } = await start({});
      expect(await statusOf(success(tokens[0] ?? '', value))).toBe(204);
      expect(await asked.result()).toEqual([{ value }]);
    },
  );

  it('may be a failure', async () => {
    const { asked, tokens } = await start({});
    expect(await statusOf(failure(tokens[0] ?? '', { error: 'NoCourierAvailable', cause: 'None' }))).toBe(
      204,
    );
    expect(await asked.result()).toEqual([{ failure: 'NoCourierAvailable' }]);
  });

  it.each([
    { error: 'States.Timeout', cause: '' },
    { error: '' },
    { cause: 'None' },
    { error: 'No', more: 1 },
  ])('is refused, and may be corrected: failure %j', async (wrong) => {
    const { asked, tokens } = await start({});
    expect(await statusOf(failure(tokens[0] ?? '', wrong))).toBe(422);
    expect(await statusOf(failure(tokens[0] ?? '', { error: 'No' }))).toBe(204);
    expect(await asked.result()).toEqual([{ failure: 'No' }]);
  });

  it('is accepted once', async () => {
    const { asked, tokens } = await start({});
    const token = tokens[0] ?? '';
    const answers = await Promise.all([1, 2, 3, 4].map((value) => statusOf(success(token, value))));
    expect(answers.sort()).toEqual([204, 409, 409, 409]);
    await asked.result();
    expect(await statusOf(success(token, 1))).toBe(409);
    expect(await statusOf(heartbeat(token))).toBe(409);
  });

  it('with a token that nobody knows is refused', async () => {
    expect(await statusOf(success('unknown', 1))).toBe(404);
    expect(await statusOf(heartbeat('unknown'))).toBe(404);
  });

  it('to a process that was terminated is refused', async () => {
    const { asked, tokens } = await start({});
    // A time-skipping server stands still once a workflow was ended under a running task: wait until it waits.
    const lastEvent = async () => (await asked.fetchHistory()).events?.at(-1);
    await expect.poll(async () => (await lastEvent())?.timerStartedEventAttributes).toBeTruthy();
    await asked.terminate();
    expect(await statusOf(success(tokens[0] ?? '', 1))).toBe(409);
    expect(await statusOf(heartbeat(tokens[0] ?? ''))).toBe(409);
  });
});

it('two callbacks at the same time are told apart', async () => {
  const { asked, tokens } = await start({}, {});
  await success(tokens[1] ?? '', 'second');
  await success(tokens[0] ?? '', 'first');
  expect(await asked.result()).toEqual([{ value: 'first' }, { value: 'second' }]);
});

describe('an answer counts', () => {
  it('before the process begins to wait', async () => {
    hands.set('early', (token) => success(token, 'early'));
    const { asked } = await start({ name: 'early' });
    expect(await asked.result()).toEqual([{ value: 'early' }]);
  });

  it('when handing over fails after it', async () => {
    hands.set('answered', async (token) => {
      await success(token, 'answered');
      throw new Error('the connection was lost');
    });
    const { asked } = await start({ name: 'answered' });
    await pass('40 seconds');
    expect(await asked.result()).toEqual([{ value: 'answered' }]);
  });

  it('in the instant of the time-out, if it is first', async () => {
    const { asked, tokens } = await start({});
    beforeClosing = () => success(tokens[0] ?? '', 'just in time');
    await pass('2 hours');
    expect(await asked.result()).toEqual([{ value: 'just in time' }]);
  });

  it('at the time-out, when its bearer died before delivering it', async () => {
    const { asked, tokens } = await start({});
    await claimOnly(tokens[0] ?? '', 'saved');
    await pass('2 hours');
    expect(await asked.result()).toEqual([{ value: 'saved' }]);
  });

  it('when it is repeated after its bearer died; another one is refused', async () => {
    const { asked, tokens } = await start({});
    await claimOnly(tokens[0] ?? '', 'saved');
    expect(await statusOf(success(tokens[0] ?? '', 'other'))).toBe(409);
    expect(await asked.result()).toEqual([{ value: 'saved' }]);
  });

  it('when it is repeated after Temporal was out of reach', async () => {
    const { asked, tokens } = await start({});
    const answers = createCallbackAnswers({
      ...harness.deps,
      sendSignal: () => Promise.reject(new Error('out of reach')),
    });
    await expect(answers.answer(tokens[0] ?? '', { value: 1 })).rejects.toThrow('out of reach');
    expect(await statusOf(success(tokens[0] ?? '', 1))).toBe(204);
    expect(await asked.result()).toEqual([{ value: 1 }]);
  });

  async function claimOnly(token: string, value: unknown) {
    const claimed = await harness.store.callbacks.claim(
      tokenHash(token),
      JSON.stringify({ value }),
      new Date(),
    );
    expect(claimed?.state).toBe('answered');
  }
});

describe('silence', () => {
  it('ends the wait at the time-out, and what comes later is refused', async () => {
    const { asked, tokens } = await start({});
    await pass('2 hours');
    expect(await asked.result()).toEqual([{ failure: 'CallbackTimedOut' }]);
    expect(await statusOf(success(tokens[0] ?? '', 'late'))).toBe(409);
  });

  it('of the heartbeats ends it earlier', async () => {
    const { asked, tokens } = await start({ heartbeat: '1 minute' });
    await pass('40 seconds');
    expect(await statusOf(heartbeat(tokens[0] ?? ''))).toBe(204);
    await pass('40 seconds');
    expect((await asked.describe()).status.name).toBe('RUNNING');
    await pass('2 minutes');
    expect(await asked.result()).toEqual([{ failure: 'CallbackTimedOut' }]);
    expect(await statusOf(success(tokens[0] ?? '', 'late'))).toBe(409);
  });

  it('of those who hand over closes the token', async () => {
    hands.set('failing', () => Promise.reject(new Error('no queue')));
    const { asked, tokens } = await start({ name: 'failing' });
    await pass('40 seconds');
    expect(await asked.result()).toEqual([{ failure: 'Error' }]);
    expect(await statusOf(success(tokens[0] ?? '', 'late'))).toBe(409);
  });
});

it('the token is the same whenever it is made, and in no history', async () => {
  const { asked, tokens } = await start({});
  const { runId } = await asked.describe();
  const target = { namespace: harness.namespace, workflowId: asked.workflowId, runId, wait: 1 };
  expect(tokens[0]).toBe(callbackToken(harness.deps.callbackSecret, target));
  expect(tokens[0]).not.toBe(callbackToken('another secret', target));
  await success(tokens[0] ?? '', 1);
  await asked.result();
  expect(JSON.stringify(await asked.fetchHistory())).not.toContain(tokens[0]);
});
