import type { Duration } from '@temporalio/common';
import {
  ApplicationFailure,
  CancellationScope,
  condition,
  defineSignal,
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
