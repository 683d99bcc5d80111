import { join } from 'node:path';
import { ApplicationFailure } from '@temporalio/common';
import { expect, it } from 'vitest';
import { type Compilation, compile } from '../../asl/compiler/compile.ts';
import { openSources, workflowsIn } from '../../asl/compiler/source/source.ts';
import { type Handler, type Outcome, Session } from '../conformance/interpreter/session.ts';
import { describeWithInterpreter } from '../conformance/interpreter/suite.ts';

/**
 * Two workflows as others write them, with nothing of this product: docs/how-to-export-your-workflow.md tells their
 * story. The first compiles as it is, the second after what the diagnostics ask for.
 */
const folder = join(import.meta.dirname, 'outside');
const files = ['money-transfer', 'expense-approval-before', 'expense-approval'];
const project = openSources(files.map((name) => join(folder, `${name}.ts`)));

function compiled(name: string): Compilation {
  const [source] = workflowsIn(project.getSourceFileOrThrow(join(folder, `${name}.ts`)));
  if (!source) throw new Error(`${name} exports no workflow`);
  return compile(source);
}

it('the expense approval is refused as it was written, with what to use instead', () => {
  const { diagnostics, exported } = compiled('expense-approval-before');
  expect(exported).toBeUndefined();
  expect(diagnostics.map(({ code, line }) => `${code} line ${line}`)).toEqual([
    'ASL213 line 27',
    'ASL213 line 31',
    'ASL212 line 38',
  ]);
  expect(diagnostics.map(({ instead }) => instead).join()).toMatch(/receive.*callback/s);
});

await describeWithInterpreter('workflows from outside', (endpoint) => {
  async function run(
    name: string,
    input: object,
    handlers: (session: () => Session) => Record<string, Handler>,
  ): Promise<{ outcome: Outcome; calls: string[] }> {
    const { exported } = compiled(name);
    const session: Session = await Session.open(
      endpoint,
      handlers(() => session),
    );
    try {
      const outcome = await session.run(exported?.machine ?? {}, input);
      return { outcome, calls: session.calls.map(({ activity }) => activity) };
    } finally {
      await session.close();
    }
  }

  const transfer = { sourceAccount: 'a', targetAccount: 'b', amount: 5, referenceId: 'r' };
  const fail = (type: string) => () => {
    throw ApplicationFailure.nonRetryable(`no: ${type}`, type);
  };
  const bank = { withdraw: () => 'w-1', deposit: () => 'd-1', refund: () => 'f-1' };

  it.each([
    {
      path: 'done',
      handlers: bank,
      calls: ['withdraw', 'deposit'],
      outcome: { status: 'SUCCEEDED', output: 'Transfer complete (transaction IDs: w-1, d-1)' },
    },
    {
      path: 'nothing to withdraw',
      handlers: { ...bank, withdraw: fail('InsufficientFundsError') },
      calls: ['withdraw'],
      outcome: { status: 'FAILED', error: 'InsufficientFundsError', cause: 'no: InsufficientFundsError' },
    },
    {
      path: 'refunded',
      handlers: { ...bank, deposit: fail('InvalidAccountError') },
      calls: ['withdraw', 'deposit', 'refund'],
      outcome: { status: 'FAILED', error: 'InvalidAccountError', cause: 'no: InvalidAccountError' },
    },
    {
      path: 'not even refunded',
      handlers: { ...bank, deposit: fail('InvalidAccountError'), refund: fail('InvalidAccountError') },
      calls: ['withdraw', 'deposit', 'refund'],
      outcome: { status: 'FAILED', error: 'RefundFailed', cause: 'Could not deposit into b, nor refund a' },
    },
  ])('the money transfer: $path', async ({ handlers, calls, outcome }) => {
    expect(await run('money-transfer', transfer, () => handlers)).toMatchObject({ outcome, calls });
  });

  it.each([
    { path: 'small', amount: 20, calls: ['pay', 'tell'], output: 'PAID' },
    {
      path: 'approved',
      amount: 500,
      answer: { approved: true, remark: '' },
      calls: ['requestApproval', 'pay', 'tell'],
      output: 'PAID',
    },
    {
      path: 'rejected',
      amount: 500,
      answer: { approved: false, remark: 'too dear' },
      calls: ['requestApproval', 'tell'],
      output: 'REJECTED',
    },
    { path: 'silence', amount: 500, calls: ['requestApproval', 'tell'], output: 'EXPIRED' },
  ])('the expense approval: $path', async ({ amount, answer, calls, output }) => {
    const expense = { id: 'e', employee: 'Ann', amount };
    const result = await run('expense-approval', expense, (session) => ({
      requestApproval: ({ task }: { task: { token: string } }) => {
        if (answer) session().after(86_400, () => session().sendTaskSuccess(task.token, answer));
      },
      pay: () => 'receipt-1',
      tell: () => undefined,
    }));
    expect(result).toMatchObject({ outcome: { status: 'SUCCEEDED', output }, calls });
  });
});
