import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ActivityOptions } from '@temporalio/workflow';
import validate from 'asl-validator';
import { beforeAll, expect, it, vi } from 'vitest';
import { compile } from '../../asl/compiler/compile.ts';
import type { StateMachine } from '../../asl/compiler/emit/machine.ts';
import { openSources, workflowsIn } from '../../asl/compiler/source/source.ts';
import { type Failure, failureOf } from '../../workflows/patterns/failure.ts';
import { Session } from '../conformance/interpreter/session.ts';
import { describeWithInterpreter } from '../conformance/interpreter/suite.ts';
import { createActivities } from './activities.ts';
import { Mailboxes } from './mailboxes.ts';
import { type ActivityCall, type Happening, World } from './temporal-stub.ts';

/**
 * A program of the language suite: a file in `programs/` that exports the workflow `program` and the inputs to run it
 * with. Adding one is adding a file.
 */
interface Program {
  program: (input: unknown) => Promise<unknown>;
  inputs: unknown[];
  /** What happens to each run from outside. */
  happenings?: Happening[];
  /** Whether activities are called side by side, in no order. */
  unordered?: boolean;
}

interface Result {
  output?: unknown;
  failure?: Failure;
  calls: ActivityCall[];
}

const folder = join(import.meta.dirname, 'programs');
const names = readdirSync(folder).map((file) => file.replace(/\.ts$/, ''));

let world: World;

vi.mock('@temporalio/workflow', async () => {
  const common = await vi.importActual<typeof import('@temporalio/common')>('@temporalio/common');
  const proxy = ({ retry = {} }: ActivityOptions): object => {
    const activity = (name: string) =>
      Object.assign((input: unknown) => world.callActivity(name, input, retry), {
        executeWithOptions: (options: ActivityOptions, [input]: unknown[]) =>
          world.callActivity(name, input, { ...retry, ...options.retry }),
      });
    return new Proxy({}, { get: (_, name: string) => activity(name) });
  };
  return {
    ...common,
    proxyActivities: proxy,
    proxyLocalActivities: proxy,
    sleep: (duration: unknown) => world.sleep(duration),
    condition: (ready: () => boolean, duration?: unknown) => world.condition(ready, duration),
    defineSignal: (name: string) => ({ type: 'signal', name }),
    defineQuery: (name: string) => ({ type: 'query', name }),
    setHandler: ({ type, name }: { type: string; name: string }, handler: (payload: unknown) => void) => {
      if (type === 'signal') world.setHandler(name, handler);
    },
    setCurrentDetails: () => undefined,
    upsertSearchAttributes: () => undefined,
    log: { info: () => undefined },
    isCancellation: () => false,
    CancellationScope: { nonCancellable: (body: () => Promise<unknown>) => body() },
    workflowInfo: () => ({ workflowId: 'run', startTime: new Date(world.now) }),
  };
});

const machines = new Map<string, StateMachine>();

beforeAll(() => {
  const project = openSources(names.map((name) => join(folder, `${name}.ts`)));
  for (const name of names) {
    const source = workflowsIn(project.getSourceFileOrThrow(join(folder, `${name}.ts`))).find(
      (workflow) => workflow.name === 'program',
    );
    if (!source) throw new Error(`${name} exports no program`);
    const { exported, diagnostics } = compile(source);
    if (!exported)
      throw new Error(
        `${name}: ${diagnostics.map(({ code, reason, line }) => `${code} line ${line}: ${reason}`).join('\n')}`,
      );
    machines.set(name, exported.machine);
  }
});

it.each(names)('%s is a sound machine', (name) => {
  const { isValid, errorsText } = validate(structuredClone(machines.get(name)), {
    checkPaths: true,
    checkArn: true,
  });
  expect(isValid, errorsText('\n')).toBe(true);
});

await describeWithInterpreter('the language', (endpoint) => {
  it.each(names)('%s', async (name) => {
    const { inputs } = await load(name);
    for (const input of inputs) {
      const { program, happenings = [], unordered = false } = await load(name);
      const inNode = await runInNode(() => program(structuredClone(input)), happenings);

      const onMachine = await runOnMachine(endpoint, machines.get(name) ?? {}, input, happenings);
      expect(unordered ? inNoOrder(onMachine) : onMachine, `${name} of ${JSON.stringify(input)}`).toEqual(
        unordered ? inNoOrder(inNode) : inNode,
      );
    }
  });
});

/** Patterns keep their waits in their modules: each run gets fresh ones. */
async function load(name: string): Promise<Program> {
  vi.resetModules();
  return (await import(`./programs/${name}.ts`)) as Program;
}

async function runInNode(start: () => Promise<unknown>, happenings: Happening[]): Promise<Result> {
  vi.useFakeTimers({ toFake: ['Date'] });
  world = new World(createActivities(), happenings, (now) => vi.setSystemTime(now));
  try {
    return { output: (await world.run(start)) ?? null, calls: world.calls };
  } catch (error) {
    const { type, message } = failureOf(error);
    return { failure: { type, message }, calls: world.calls };
  } finally {
    vi.useRealTimers();
  }
}

async function runOnMachine(
  endpoint: string,
  machine: object,
  input: unknown,
  happenings: Happening[],
): Promise<Result> {
  const mailboxes = new Mailboxes();
  const session: Session = await Session.open(
    endpoint,
    {
      ...createActivities(),
      enqueue: ({ task }: { task: { token: string } }) =>
        mailboxes.open('callbackAnswered', task.token, session),
      openMailbox: ({ signal, token }: { signal: string; token: string }) =>
        mailboxes.open(signal, token, session),
    },
    { start: new Date('2030-01-01T00:00:00Z') },
  );
  try {
    for (const { after, signal, payload } of happenings) {
      session.after(after, () => mailboxes.put(signal, payload, session));
    }
    const { status, output, error = '', cause = '' } = await session.run(machine, input);
    return {
      ...(status === 'SUCCEEDED' ? { output } : { failure: { type: error, message: cause } }),
      calls: session.calls
        .filter(({ activity }) => activity !== 'openMailbox')
        .map(({ activity, input: given }) => ({ activity, input: withoutToken(given) })),
    };
  } finally {
    await session.close();
  }
}

function withoutToken(input: unknown): unknown {
  return JSON.parse(JSON.stringify(input, (key, value: unknown) => (key === 'token' ? undefined : value)));
}

function inNoOrder(result: Result): Result {
  const byText = (one: ActivityCall, other: ActivityCall): number =>
    JSON.stringify(one).localeCompare(JSON.stringify(other));
  return { ...result, calls: result.calls.toSorted(byText) };
}
