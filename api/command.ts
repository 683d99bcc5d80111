import { isTemporalUnavailable } from '../client/failures.ts';
import type { ProcessInput } from '../client/processes.ts';
import type { ApiDeps } from './api.ts';
import { Problem, type ProblemKind } from './problem.ts';
import type { Answer } from './route.ts';

type Command = 'moveBooking' | 'cancelBooking' | 'rescheduleStatusChange' | 'cancelStatusChange';

const PATIENCE_MS = 10_000;

/** What a refusal is, by its type; any other contradicts what there is. */
const KINDS: Record<string, ProblemKind> = {
  BookingNotFound: 'not-found',
  ItemNotFound: 'not-found',
  InvalidInput: 'invalid-input',
};

/**
 * Runs a command within the request. An accepted command is finished whatever crashes. Repeated with its
 * `Idempotency-Key` it is found again, not run again.
 *
 * @returns undefined once it is done; the 202 answer when it takes longer than 10 s
 * @throws Problem when it is refused, with the failure's type as its reason
 */
export async function runCommand<Name extends Command>(
  { processes, commandPatienceMs = PATIENCE_MS }: Pick<ApiDeps, 'processes' | 'commandPatienceMs'>,
  name: Name,
  input: ProcessInput<Name>,
  uniqueId: string,
): Promise<Answer | undefined> {
  const command = await processes.start(name, input, { uniqueId, eager: true });
  try {
    const { failure } = await processes.temporal.withDeadline(Date.now() + commandPatienceMs, () =>
      processes.closed(command),
    );
    if (!failure) return undefined;
    throw new Problem(KINDS[failure.type] ?? 'conflict', failure.message, { reason: failure.type });
  } catch (error) {
    if (!isTemporalUnavailable(error)) throw error;
    return { status: 202, headers: { Location: `/executions/${command.workflowId}` } };
  }
}

/** How the 202 answer of `runCommand` is documented. */
export const commandUnderWay = {
  description: 'Accepted; it takes longer than 10 s. The same Idempotency-Key fetches its outcome',
  headers: { Location: 'The execution of the command' },
};
