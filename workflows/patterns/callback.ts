import { type Duration, msToNumber } from '@temporalio/common/lib/time.js';
import {
  CancellationScope,
  condition,
  defineSignal,
  isCancellation,
  proxyActivities,
  setHandler,
} from '@temporalio/workflow';
import { failWith, type Failure } from './failure.ts';

/** Names one wait of one execution. The enqueuing activity turns it into a token for whoever shall answer. */
export interface CallbackTask {
  /** The number of the wait in this execution, from 1. */
  wait: number;
  /** Given by Step Functions, which makes the token itself. */
  token?: string;
}

/** An answer to a token: the value, or the failure that was reported. */
export type CallbackAnswer = { value: unknown } | { failure: Failure };

/** Sent to the waiting workflow by the path that takes answers. */
export const callbackAnswered = defineSignal<[{ wait: number; answer: CallbackAnswer }]>('callbackAnswered');

/** Sent to the waiting workflow when its worker at the other end says it is still busy. */
export const callbackHeartbeat = defineSignal<[{ wait: number }]>('callbackHeartbeat');

export interface CallbackOptions {
  /** How long to wait for the answer. */
  timeout: Duration;
  /** The longest silence between heartbeats; without it none are expected. */
  heartbeat?: Duration;
  /** What the wait fails with when no answer comes. Default: `CallbackTimedOut`. */
  timedOut?: { type: string; message: string };
}

/** What the pattern asks of the activities. */
export interface CallbackActivities {
  /** Closes the token of this wait, or hands over the answer that was claimed before. */
  closeCallback(input: { wait: number }): Promise<{ answer?: CallbackAnswer }>;
}

const { closeCallback } = proxyActivities<CallbackActivities>({
  startToCloseTimeout: '10 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
});

interface Wait {
  answer?: CallbackAnswer;
  /** When whoever shall answer was last heard of, in milliseconds since the epoch. */
  heardAt: number;
}

const waits: Wait[] = [];

/**
 * Hands work to somebody outside and waits for the answer.
 *
 * `enqueue` calls the activity that makes the token and passes it on; the token itself never reaches the workflow.
 * When the time is up, or handing over fails, the token is closed first, and an answer accepted before that still wins.
 *
 * In ASL: one Task with `.waitForTaskToken`, TimeoutSeconds and HeartbeatSeconds.
 *
 * @returns the answer
 * @throws ApplicationFailure of the reported type, or of `timedOut.type` (default `CallbackTimedOut`)
 */
export async function callback<Answer>(
  enqueue: (task: CallbackTask) => Promise<unknown>,
  options: CallbackOptions,
): Promise<Answer> {
  if (waits.length === 0) takeAnswers();
  const wait: Wait = { heardAt: Date.now() };
  const number = waits.push(wait);

  try {
    await enqueue({ wait: number });
    await answerOrSilence(wait, options);
  } catch (error) {
    const { answer } = await close(number);
    if (isCancellation(error) || !answer) throw error;
    wait.answer ??= answer;
  }
  const answer = wait.answer ?? (await close(number)).answer;
  if (!answer)
    throw failWith(options.timedOut ?? { type: 'CallbackTimedOut', message: 'No answer came in time' });
  if ('failure' in answer) throw failWith(answer.failure);
  return answer.value as Answer;
}

/** Nothing stops the closing: a token left open would take an answer that nobody reads. */
async function close(wait: number): Promise<{ answer?: CallbackAnswer }> {
  return await CancellationScope.nonCancellable(() => closeCallback({ wait }));
}

function takeAnswers(): void {
  setHandler(callbackAnswered, ({ wait, answer }) => {
    const waiting = waits[wait - 1];
    if (waiting) waiting.answer ??= answer;
  });
  setHandler(callbackHeartbeat, ({ wait }) => {
    const waiting = waits[wait - 1];
    if (waiting) waiting.heardAt = Date.now();
  });
}

/**
 * Resolves when the answer is here, when the time is up, or when the heartbeats stopped. A heartbeat does not move the
 * timer, which looks for itself how long it has been quiet: so each adds one signal to the history, and no timer.
 */
async function answerOrSilence(wait: Wait, { timeout, heartbeat }: CallbackOptions): Promise<void> {
  const due = Date.now() + msToNumber(timeout);
  const patience = heartbeat === undefined ? Infinity : msToNumber(heartbeat);
  wait.heardAt = Date.now();
  while (wait.answer === undefined) {
    const left = Math.min(due, wait.heardAt + patience) - Date.now();
    if (left <= 0) return;
    await condition(() => wait.answer !== undefined, left);
  }
}
