import { proxyActivities } from '@temporalio/workflow';
import { callback, type CallbackTask } from '../../../workflows/patterns/callback.ts';
import { failureOf } from '../../../workflows/patterns/failure.ts';

export interface Question {
  name: string;
  timeout: '1 hour';
  heartbeat?: '1 minute';
}

export type Reply = { value: unknown } | { failure: string };

export interface AskActivities {
  handOver(input: { name: string; task: CallbackTask }): Promise<void>;
}

const { handOver } = proxyActivities<AskActivities>({
  startToCloseTimeout: '10 seconds',
  retry: { maximumAttempts: 2 },
});

/** Asks all questions at the same time. */
export async function ask(questions: Question[]): Promise<Reply[]> {
  return Promise.all(questions.map(reply));
}

async function reply({ name, ...options }: Question): Promise<Reply> {
  try {
    return { value: await callback((task) => handOver({ name, task }), options) };
  } catch (error) {
    return { failure: failureOf(error).type };
  }
}
