import { join } from 'node:path';
import type { Project } from 'ts-morph';
import { beforeAll, describe, expect, it } from 'vitest';
import { compile, type CompileOptions } from '../../asl/compiler/compile.ts';
import { allStates } from '../../asl/compiler/emit/invariants.ts';
import { activityInput } from '../../asl/compiler/emit/integrations.ts';
import type { State, StateMachine } from '../../asl/compiler/emit/machine.ts';
import { openSources, workflowsIn } from '../../asl/compiler/source/source.ts';
import { Session } from '../conformance/interpreter/session.ts';
import { describeWithInterpreter } from '../conformance/interpreter/suite.ts';
import { createActivities } from './activities.ts';
import { Mailboxes } from './mailboxes.ts';

/** What the machines look like, where that matters beyond what they do. */
const programs = join(import.meta.dirname, 'programs');
let project: Project;

beforeAll(() => {
  project = openSources([join(import.meta.dirname, 'proxies.ts')]);
});

function machineOf(name: string, options: CompileOptions = {}): StateMachine {
  const source = workflowsIn(project.addSourceFileAtPath(join(programs, `${name}.ts`)))[0];
  const exported = source && compile(source, options).exported;
  if (!exported) throw new Error(`${name} does not compile`);
  return exported.machine;
}

function stateOf(name: string, state: string, options: CompileOptions = {}): State {
  const found = allStates(machineOf(name, options)).find(([title]) => title === state);
  if (!found) throw new Error(`${name} has no state ${state}`);
  return found[1];
}

describe('compactness', () => {
  it.each([
    ['call-and-return', ['Start', 'Double', 'Program Failed']],
    ['return-literal', ['Program Done']],
    ['titled-steps', ['Start', 'Is It Even?', 'Even?', 'Tell About It', 'Program Done', 'Program Failed']],
    ['while-true-break', ['Start', 'If rounds === n', 'Note', 'Program Done', 'Program Failed']],
    ['receive-loop', ['Start', 'Receive Changed', 'Program Done', 'Start Anew', 'Program Failed']],
    [
      'saga',
      [
        'Start',
        'Note',
        'If at === 1',
        'Fail',
        'Note 2',
        'If at === 2',
        'Fail 2',
        'Compensate?',
        'Undo',
        'Undo Late',
        'Program Failed',
        'Program Done',
      ],
    ],
    ['map', ['Start', 'Each N', 'Double', 'Program Failed']],
  ])('%s has the states it needs', (name, states) => {
    expect(
      allStates(machineOf(name))
        .map(([title]) => title)
        .toSorted(),
    ).toEqual(states.toSorted());
  });
});

describe('retries', () => {
  it('follow the policy', () => {
    expect(stateOf('retry-options', 'Broken')).toMatchObject({
      TimeoutSeconds: 60,
      HeartbeatSeconds: 20,
      Retry: [
        { ErrorEquals: ['States.QueryEvaluationError'], MaxAttempts: 0 },
        {
          ErrorEquals: ['States.ALL'],
          IntervalSeconds: 2,
          BackoffRate: 3,
          MaxDelaySeconds: 10,
          MaxAttempts: 3,
        },
      ],
    });
    expect(stateOf('non-retryable', 'Broken').Retry?.[0]?.ErrorEquals).toEqual([
      'Broken',
      'States.QueryEvaluationError',
    ]);
  });

  it('are none for a single attempt', () => {
    expect(stateOf('call-and-return', 'Double').Retry).toBeUndefined();
  });

  it('leave the answer of a callback alone', () => {
    const state = stateOf('callback-named-silence', 'Enqueue');
    expect(state).toMatchObject({ TimeoutSeconds: 172_800, HeartbeatSeconds: 3600 });
    expect(JSON.stringify(state.Retry ?? [])).not.toContain('States.ALL');
  });
});

describe('deployment', () => {
  it('puts a service in the place of a Lambda function', () => {
    const integrations = {
      enqueue: {
        resource: 'arn:aws:states:::sqs:sendMessage',
        arguments: { QueueUrl: '${queue}', MessageBody: activityInput },
      },
    };
    expect(stateOf('callback-answered', 'Enqueue', { integrations })).toMatchObject({
      Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
      Arguments: {
        QueueUrl: '${queue}',
        MessageBody: { label: '{% $label %}', task: { wait: 1, token: '{% $states.context.Task.Token %}' } },
      },
    });
  });

  it('tells activities the name of the execution', () => {
    expect(stateOf('call-and-return', 'Double', { executionKey: 'execution' }).Arguments).toEqual({
      n: '{% $n %}',
      execution: '{% $states.context.Execution.Name %}',
    });
    expect(stateOf('saga', 'Undo', { executionKey: 'execution' }).Arguments).toContain("'execution'");
  });
});

const family = `
import { executeChild, getExternalWorkflowHandle, startChild } from '@temporalio/workflow';
import { failureOf } from '../../../workflows/patterns/failure.ts';
import { fail, note } from '../proxies.ts';

export async function child({ n }: { n: number }): Promise<{ doubled: number }> {
  if (n < 0) await fail({ type: 'Negative', message: 'it is "negative"' });
  return { doubled: n * 2 };
}

export async function parent({ n }: { n: number }): Promise<string> {
  try {
    const { doubled } = await executeChild(child, { args: [{ n }], workflowId: \`child-of-\${n}\` });
    return \`doubled: \${doubled}\`;
  } catch (error) {
    const { type, message } = failureOf(error);
    return \`\${type}: \${message}\`;
  }
}

export async function starter({ n }: { n: number }): Promise<string> {
  const handle = await startChild(child, { args: [{ n }], workflowId: 'the-child' });
  await startChild(child, { args: [{ n }], workflowId: 'the-child' });
  await getExternalWorkflowHandle('somebody').signal('started', { n });
  await note({ what: handle.workflowId });
  return 'started';
}
`;

await describeWithInterpreter('child workflows', (endpoint) => {
  it.each([
    { workflow: 'parent', n: 4, output: 'doubled: 8', calls: [] },
    { workflow: 'parent', n: -1, output: 'Negative: it is "negative"', calls: ['fail'] },
    { workflow: 'starter', n: 1, output: 'started', calls: ['sendSignal', 'note'] },
  ])('$workflow of $n', async ({ workflow, n, output, calls }) => {
    const file = project.createSourceFile(join(programs, 'family.ts'), family, { overwrite: true });
    const machines = Object.fromEntries(
      workflowsIn(file).map((source) => [source.name, compile(source).exported?.machine ?? {}]),
    );
    const session = await Session.open(endpoint, { ...createActivities(), sendSignal: () => null });
    await session.deploy('child', machines['child'] ?? {});
    expect(await session.run(machines[workflow] ?? {}, { n })).toMatchObject({ status: 'SUCCEEDED', output });
    expect(session.calls.map(({ activity }) => activity)).toEqual(calls);
    await session.close();
  });
});

await describeWithInterpreter('renewal', (endpoint) => {
  it('goes on in a new execution, with its variables and its mailbox', async () => {
    const mailboxes = new Mailboxes();
    const opened: { workflowId: string; round: number }[] = [];
    const session: Session = await Session.open(
      endpoint,
      {
        openMailbox: (input: { workflowId: string; signal: string; token: string; round: number }) => {
          opened.push({ workflowId: input.workflowId, round: input.round });
          if (input.round >= 2) throw Object.assign(new Error('enough'), { name: 'MailboxRenewal' });
          mailboxes.open(input.signal, input.token, session);
        },
      },
      { start: new Date('2030-01-01T00:00:00Z') },
    );
    for (const year of ['2041', '2042', '2043']) {
      session.after(60, () => mailboxes.put('changed', { due: `${year}-01-01T00:00:00Z` }, session));
    }
    const arn = await session.deploy('program', machineOf('receive-loop'));
    const first = await session.start(arn, { due: '2040-01-01T00:00:00Z' }, 'the-first');
    expect(await session.outcome(first)).toMatchObject({ status: 'SUCCEEDED', output: null });
    const renewed = (await session.history(first)).find(
      ({ type }) => type === 'TaskSucceeded' || type === 'TaskSubmitted',
    );
    expect(renewed).toBeDefined();
    await session.close();
    expect(opened.slice(0, 4)).toEqual([
      { workflowId: 'the-first', round: 0 },
      { workflowId: 'the-first', round: 1 },
      { workflowId: 'the-first', round: 2 },
      { workflowId: 'the-first', round: 0 },
    ]);
  });
});
