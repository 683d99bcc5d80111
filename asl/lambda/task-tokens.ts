import {
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import type { CallbackAnswers, Reception } from '../../activities/callback-answers.ts';

const RECEPTIONS: Record<string, Reception> = {
  TaskTimedOut: 'over',
  TaskDoesNotExist: 'over',
  InvalidToken: 'unknown',
};

/** Step Functions' own tokens. An error that leaves open whether the answer was delivered, such as throttling, is thrown. */
export function stepFunctionsTokens(client: SFNClient): CallbackAnswers {
  return {
    answer: (taskToken, answer) =>
      received(
        'failure' in answer
          ? client.send(
              new SendTaskFailureCommand({
                taskToken,
                error: answer.failure.type,
                cause: answer.failure.message,
              }),
            )
          : client.send(
              new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(answer.value ?? null) }),
            ),
      ),
    heartbeat: (taskToken) => received(client.send(new SendTaskHeartbeatCommand({ taskToken }))),
  };
}

async function received(sent: Promise<unknown>): Promise<Reception> {
  try {
    await sent;
    return 'delivered';
  } catch (error) {
    const known = error instanceof Error ? RECEPTIONS[error.name] : undefined;
    if (!known) throw error;
    return known;
  }
}
