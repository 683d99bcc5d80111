import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Delayed, Session, type Handler } from './session.ts';
import { describeWithInterpreter } from './suite.ts';

const machine = (name: string) =>
  readFileSync(join(import.meta.dirname, 'machines', `${name}.asl.json`), 'utf8');

class Refusal extends Error {
  readonly type: string;
  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

/** Fails `times` times, then answers. */
function failing(times: number, result: unknown): Handler {
  let calls = 0;
  return () => {
    if (++calls <= times) throw new Error('The gateway is down');
    return result;
  };
}

function refusing(type: string, message: string): Handler {
  return () => {
    throw new Refusal(type, message);
  };
}

await describeWithInterpreter('the interpreter', (endpoint) => {
  describe('runs the checkout written by hand', () => {
    const courierAfter = (seconds: number) => (session: Session, token: string) =>
      session.after(seconds, () => session.sendTaskSuccess(token, { courier: 'Ann' }));
    const begun = ['checkInventory', 'redeemPoints', 'reserveStock', 'billCustomer'];
    const undone = ['refundCustomer', 'restoreStock', 'restorePoints'];

    interface Path {
      path: string;
      redeem?: boolean;
      handlers?: Record<string, Handler>;
      warehouse?: (session: Session, token: string) => void;
      calls: string[];
      error?: string;
      cause?: string;
      minutes?: number;
      states?: number;
    }
    const paths: Path[] = [
      { path: 'dispatched', calls: [...begun, 'enqueueOrder', 'notifyDispatched'], minutes: 60, states: 10 },
      {
        path: 'no points wanted',
        redeem: false,
        calls: ['checkInventory', 'reserveStock', 'billCustomer', 'enqueueOrder', 'notifyDispatched'],
      },
      {
        path: 'billed at the third attempt',
        handlers: { billCustomer: failing(2, { amount: 2000 }) },
        calls: [...begun, 'billCustomer', 'billCustomer', 'enqueueOrder', 'notifyDispatched'],
      },
      {
        path: 'unknown book',
        handlers: { checkInventory: refusing('BookNotFound', 'No "such" book\n\\ available') },
        calls: ['checkInventory'],
        error: 'BookNotFound',
        cause: 'No "such" book\n\\ available',
      },
      {
        path: 'lost race for the last copy',
        handlers: { reserveStock: refusing('BookOutOfStock', 'Sorry, the book is out of stock') },
        calls: ['checkInventory', 'redeemPoints', 'reserveStock', 'restoreStock', 'restorePoints'],
        error: 'BookOutOfStock',
        cause: 'Sorry, the book is out of stock',
      },
      {
        path: 'card declined, not retried',
        handlers: { billCustomer: refusing('CardDeclined', 'The card was declined') },
        calls: [...begun, ...undone],
        error: 'CardDeclined',
        cause: 'The card was declined',
      },
      {
        path: 'billing fails for good',
        handlers: { billCustomer: failing(9, {}) },
        calls: [...begun, 'billCustomer', 'billCustomer', 'billCustomer', ...undone],
        error: 'Error',
        cause: 'The gateway is down',
      },
      {
        path: 'no courier',
        warehouse: (session, token) =>
          session.after(60, () =>
            session.sendTaskFailure(token, { error: 'NoCourierAvailable', cause: 'No couriers available' }),
          ),
        calls: [...begun, 'enqueueOrder', ...undone],
        error: 'NoCourierAvailable',
        cause: 'No couriers available',
        minutes: 1,
      },
      {
        path: 'silent warehouse',
        warehouse: () => undefined,
        calls: [...begun, 'enqueueOrder', ...undone],
        error: 'PreparationTimedOut',
        cause: 'The warehouse did not answer in time',
        minutes: 24 * 60,
      },
      {
        path: 'an answer a second too late',
        warehouse: (session, token) =>
          session.after(86_401, () =>
            expect(session.sendTaskSuccess(token, {})).rejects.toThrow(/Task Timed Out/),
          ),
        calls: [...begun, 'enqueueOrder', ...undone],
        error: 'PreparationTimedOut',
        cause: 'The warehouse did not answer in time',
      },
      {
        path: 'a refund that cannot be done',
        handlers: { billCustomer: refusing('CardDeclined', 'Declined'), refundCustomer: failing(99, {}) },
        calls: [...begun, ...Array<string>(21).fill('refundCustomer'), 'restoreStock', 'restorePoints'],
        error: 'CardDeclined',
        cause: 'Declined (not compensated: refundCustomer)',
      },
    ];

    it.each(paths)(
      '$path',
      async ({ redeem = true, handlers = {}, warehouse = courierAfter(3600), ...expected }) => {
        const session: Session = await Session.open(endpoint, {
          checkInventory: () => ({ price: 2000 }),
          redeemPoints: () => ({ points: 5 }),
          reserveStock: () => ({}),
          billCustomer: ({ amount }: { amount: number }) => ({ amount }),
          enqueueOrder: ({ token }: { token: string }) => warehouse(session, token),
          notifyDispatched: () => ({}),
          refundCustomer: () => ({}),
          restoreStock: () => ({}),
          restorePoints: () => ({}),
          ...handlers,
        });
        const began = session.now();
        const name = `checkout-${began}`;
        const outcome = await session.run(
          machine('checkout'),
          { userId: 'u', bookId: 'b', quantity: 1, redeem },
          { name },
        );

        expect(session.calls.map(({ activity }) => activity)).toEqual(expected.calls);
        if (expected.error) {
          expect(outcome).toMatchObject({ status: 'FAILED', error: expected.error, cause: expected.cause });
        } else {
          expect(outcome).toMatchObject({
            status: 'SUCCEEDED',
            output: { orderId: name, status: 'Dispatched', courier: 'Ann', pointsRedeemed: redeem ? 5 : 0 },
          });
        }
        if (expected.minutes) expect(session.now() - began).toBe(expected.minutes * 60_000);
        if (expected.states) expect(outcome.states).toHaveLength(expected.states);
        await session.close();
      },
    );
  });

  describe('runs the interruptible wait written by hand', () => {
    it.each([
      { path: 'silence', moves: [], due: 30 },
      { path: 'moved earlier', moves: [{ at: 10, due: 14 }], due: 14 },
      { path: 'moved into the past', moves: [{ at: 10, due: 5 }], due: 11 },
      {
        path: 'moved twice',
        moves: [
          { at: 10, due: 3000 },
          { at: 2000, due: 3_456_000 },
        ],
        due: 3_456_000,
      },
    ])('$path', async ({ moves, due }) => {
      const session: Session = await Session.open(endpoint, {
        openMailbox: ({ token }: { token: string }) => {
          mailbox = token;
        },
      });
      let mailbox = '';
      const began = session.now();
      const instant = (seconds: number) => new Date(began + seconds * 1000).toISOString();
      for (const move of moves) {
        session.after(move.at, () => session.sendTaskSuccess(mailbox, { due: instant(move.due) }));
      }

      const outcome = await session.run(machine('receive'), { due: instant(30) });

      expect(outcome).toMatchObject({ status: 'SUCCEEDED', output: { moves: moves.length } });
      expect(session.now()).toBe(began + due * 1000);
      await session.close();
    });
  });

  describe('keeps the rules of Step Functions', () => {
    let session: Session;
    beforeAll(async () => {
      session = await Session.open(endpoint, {
        echo: (input: unknown) => input,
        never: () => new Delayed('never'),
        slow: () => new Delayed(20, 'done'),
        fail: refusing('Refused', 'No'),
        'sqs:sendMessage': ({ MessageBody }: { MessageBody: string }) => {
          const { token, silent } = JSON.parse(MessageBody) as { token: string; silent: boolean };
          if (!silent) {
            session.after(5, () => session.sendTaskHeartbeat(token));
            session.after(11, () => session.sendTaskSuccess(token, 'answered'));
          }
          return { MessageId: '1' };
        },
      });
    });
    afterAll(() => session.close());

    const task = (name: string, more = {}) => ({ Type: 'Task', Resource: `\${${name}}`, End: true, ...more });
    const asState = (state: object) => ({ QueryLanguage: 'JSONata', StartAt: 'It', States: { It: state } });
    const pass = (output: string) => asState({ Type: 'Pass', Output: `{% ${output} %}`, End: true });
    const wait = (timing: object) => ({
      StartAt: 'W',
      States: { W: { Type: 'Wait', ...timing, End: true } },
    });

    it.each([
      ['text that JSONata could take for code', `"}{% $x \\ ' \n`],
      ['characters outside the BMP', '😀 "𝒳"'],
      ['null', null],
      ['an empty list', []],
      ['nested lists', [[1], [[2]], []]],
    ])('carries %s through a Lambda function and a variable', async (_, value) => {
      const outcome = await session.run(
        {
          QueryLanguage: 'JSONata',
          StartAt: 'Call',
          States: {
            Call: {
              Type: 'Task',
              Resource: '${echo}',
              Arguments: "{% {'value': $states.input.value} %}",
              Assign: { value: '{% $states.result.value %}' },
              Next: 'Done',
            },
            Done: { Type: 'Pass', Output: { value: '{% $value %}' }, End: true },
          },
        },
        { value },
      );
      expect(outcome).toMatchObject({ status: 'SUCCEEDED', output: { value } });
    });

    it.each([
      ['yields nothing', '$states.input.missing'],
      ['yields a function', 'function($x) { $x }'],
      ['fails', "$number('one')"],
      ['cannot be parsed', '1 +'],
    ])('ends an execution whose expression %s', async (_, expression) => {
      expect(await session.run(pass(expression), {})).toMatchObject({
        status: 'FAILED',
        error: 'States.QueryEvaluationError',
      });
    });

    it.each([
      ['a time-out', { TimeoutSeconds: 10 }, 'never', 10, 'States.Timeout'],
      ['an answer after the time-out', { TimeoutSeconds: 10 }, 'slow', 10, 'States.Timeout'],
      ['an answer within it', { TimeoutSeconds: 30 }, 'slow', 20, undefined],
      ['the time-out of the machine', {}, 'never', 7200, undefined],
    ])('knows %s', async (_, limits, name, seconds, error) => {
      const began = session.now();
      const outcome = await session.run({ ...asState(task(name, limits)), TimeoutSeconds: 7200 }, {});
      expect(outcome.error).toBe(error);
      expect(session.now() - began).toBe(seconds * 1000);
    });

    it('waits 40 days, never less, in no time', async () => {
      const began = session.now();
      const due = new Date(began + 40 * 86_400_000 + 1).toISOString();
      const outcome = await session.run(
        {
          QueryLanguage: 'JSONata',
          StartAt: 'Wait',
          States: {
            Wait: { Type: 'Wait', Timestamp: due, Next: 'Tell' },
            Tell: { Type: 'Pass', Output: '{% $now() %}', End: true },
          },
        },
        {},
      );
      expect(outcome.output).toBe(due);
      expect(session.now()).toBe(Date.parse(due));
    });

    it('lets parallel branches wait at the same time', async () => {
      const began = session.now();
      const branches = [
        wait({ Seconds: 30 }),
        wait({ Seconds: 50 }),
        { StartAt: 'S', States: { S: task('slow') } },
      ];
      const outcome = await session.run(asState({ Type: 'Parallel', Branches: branches, End: true }), {});
      expect(outcome.status).toBe('SUCCEEDED');
      expect(session.now() - began).toBe(50_000);
    });

    it('maps over items, each in its own time', async () => {
      const began = session.now();
      const outcome = await session.run(
        asState({
          Type: 'Map',
          Items: '{% [1, 2, 3] %}',
          ItemProcessor: wait({ Seconds: '{% $states.input * 10 %}' }),
          End: true,
        }),
        {},
      );
      expect(outcome).toMatchObject({ status: 'SUCCEEDED', output: [1, 2, 3] });
      expect(session.now() - began).toBe(30_000);
    });

    it.each([
      { path: 'heartbeats keep it waiting', silent: false, error: undefined, seconds: 11 },
      { path: 'a missed heartbeat ends it', silent: true, error: 'States.Timeout', seconds: 7 },
    ])('waits for a token handed to a queue: $path', async ({ silent, error, seconds }) => {
      const began = session.now();
      const outcome = await session.run(
        asState({
          Type: 'Task',
          Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
          Arguments: {
            QueueUrl: 'http://queue.invalid',
            MessageBody: { token: '{% $states.context.Task.Token %}', silent },
          },
          HeartbeatSeconds: 7,
          TimeoutSeconds: 60,
          End: true,
        }),
        {},
      );
      expect(outcome.error).toBe(error);
      expect(session.now() - began).toBe(seconds * 1000);
    });

    it('runs a machine inside a machine', async () => {
      const child = await session.deploy('child', wait({ Seconds: 3600 }));
      const outcome = await session.run(
        asState({
          Type: 'Task',
          Resource: 'arn:aws:states:::states:startExecution.sync:2',
          Arguments: { StateMachineArn: child, Name: `child-${session.now()}`, Input: { from: 'parent' } },
          Output: '{% $states.result.Output %}',
          End: true,
        }),
        {},
      );
      expect(outcome).toMatchObject({ status: 'SUCCEEDED', output: { from: 'parent' } });
    });

    it('runs an Express machine in one request', async () => {
      expect(await session.runExpress(asState(task('fail')), {})).toMatchObject({
        status: 'FAILED',
        error: 'Refused',
      });
    });
  });
});
