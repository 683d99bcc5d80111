import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createMailboxActivities, MailboxBusy, MailboxRenewal } from '../../asl/lambda/mailbox.ts';
import type { CallbackAnswers, Reception } from '../../activities/callback-answers.ts';
import { connectStore, type Store } from '../../store/store.ts';
import type { CallbackAnswer } from '../../workflows/patterns/callback.ts';
import { databaseUri, uniqueName } from '../setup/isolation.ts';

let store: Store;
beforeAll(async () => {
  store = await connectStore(databaseUri());
});
afterAll(() => store.close());

let workflowId: string;
let now: Date;
let received: [token: string, payload: unknown][];
let reception: Reception | Error | (() => Promise<Reception>);
beforeEach(() => {
  workflowId = uniqueName('booking');
  now = new Date('2026-01-01T00:00:00Z');
  received = [];
  reception = 'delivered';
});

const tokens: Pick<CallbackAnswers, 'answer'> = {
  async answer(token: string, answer: CallbackAnswer) {
    if ('failure' in answer) throw new Error('A signal is no failure');
    if (reception instanceof Error) throw reception;
    const outcome = typeof reception === 'function' ? await reception() : reception;
    if (outcome === 'delivered') received.push([token, answer.value]);
    return outcome;
  },
};

const mailbox = () => createMailboxActivities({ store, tokens, clock: () => now });
const wait = (token: string, signal = 'changed') => mailbox().openMailbox({ workflowId, signal, token });
const send = (payload?: unknown, signal = 'changed') => mailbox().sendSignal({ workflowId, signal, payload });

describe('a signal', () => {
  it('answers the wait that is open', async () => {
    await wait('first');
    await send({ change: 'moved' });
    expect(received).toEqual([['first', { change: 'moved' }]]);
  });

  it('sent before the wait answers it at once, without a payload as null', async () => {
    await send();
    expect(received).toEqual([]);
    await wait('first');
    expect(received).toEqual([['first', null]]);
  });

  it('answers one wait only, and waits their turn', async () => {
    await send(1);
    await send(2);
    await wait('first');
    await wait('second');
    await wait('third');
    expect(received).toEqual([
      ['first', 1],
      ['second', 2],
    ]);
    await send(3);
    expect(received.at(-1)).toEqual(['third', 3]);
  });

  it('sent after the wait timed out answers the next', async () => {
    await wait('timed out');
    reception = 'over';
    await send('kept');
    reception = 'delivered';
    await wait('next');
    expect(received).toEqual([['next', 'kept']]);
  });

  it('goes to the latest attempt to wait', async () => {
    await wait('first attempt');
    await wait('second attempt');
    await send(1);
    expect(received).toEqual([['second attempt', 1]]);
  });

  it('goes to its own name and execution', async () => {
    await wait('token', 'other');
    await mailbox().sendSignal({ workflowId: uniqueName('other'), signal: 'other' });
    await send(1);
    expect(received).toEqual([]);
  });

  it('many at once are delivered once each', async () => {
    await Promise.all([wait('t0'), ...Array.from({ length: 20 }, (_, number) => send(number))]);
    for (let turn = 1; turn < 20; turn++) await wait(`t${turn}`);
    expect(received.map(([, payload]) => payload).sort((one, other) => Number(one) - Number(other))).toEqual(
      Array.from({ length: 20 }, (_, number) => number),
    );
    expect(new Set(received.map(([token]) => token)).size).toBe(20);
  });
});

describe('while a message is being delivered', () => {
  it('the next wait is told to come again, and does when the delivery is over', async () => {
    await wait('first');
    const whileDelivering: unknown[] = [];
    reception = async () => {
      reception = 'delivered';
      await wait('second').catch((error: unknown) => whileDelivering.push(error));
      return 'delivered';
    };
    await send(1);
    expect(whileDelivering).toEqual([expect.any(MailboxBusy)]);
    await wait('second');
    await send(2);
    expect(received).toEqual([
      ['first', 1],
      ['second', 2],
    ]);
  });

  it('and whoever does it dies, the message is delivered to a later wait', async () => {
    await wait('first');
    reception = new Error('Rate exceeded');
    await expect(send(1)).rejects.toThrow('Rate exceeded');
    reception = 'delivered';
    now = new Date(now.getTime() + 31_000);
    await wait('second');
    expect(received).toEqual([['second', 1]]);
  });
});

it('a wait that comes round too often is told to renew its execution, and opens nothing', async () => {
  const renewing = createMailboxActivities({
    store,
    tokens,
    clock: () => now,
    roundsOfAnExecution: 3,
  });
  await send(1);
  const round = (round: number) =>
    renewing.openMailbox({ workflowId, signal: 'changed', token: `round ${round}`, round });
  await expect(round(3)).rejects.toThrow(MailboxRenewal);
  await round(2);
  expect(received).toEqual([['round 2', 1]]);
});
