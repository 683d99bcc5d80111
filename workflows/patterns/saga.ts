import { type Duration, msToNumber } from '@temporalio/common/lib/time.js';
import {
  ActivityFailure,
  type ActivityFunctionWithOptions,
  CancellationScope,
  type RetryPolicy,
} from '@temporalio/workflow';

type Compensation<Input> = ActivityFunctionWithOptions<(input: Input) => Promise<unknown>>;

export interface SagaOptions {
  /**
   * How long each compensation is tried, in growing intervals: 1 s, 2 s, 4 s, … and then one an hour, until an attempt
   * comes that late. Default: a week.
   */
  retryFor?: Duration;
}

const FIRST_INTERVAL = msToNumber('1 second');
const LONGEST_INTERVAL = msToNumber('1 hour');

/**
 * A saga: the list of what must be undone if the process cannot finish.
 *
 * Register each compensation *before* the step it undoes: a step that had its effect and then timed out is undone too,
 * so undoing what never happened must change nothing.
 *
 * In ASL: a variable holding the list of `{activity, arguments}`, and a loop of Choice -> Task -> drop the head.
 */
export class Saga {
  readonly #retry: RetryPolicy;
  readonly #compensations: { activity: Compensation<never>; input: unknown }[] = [];

  constructor({ retryFor = '1 week' }: SagaOptions = {}) {
    this.#retry = {
      initialInterval: FIRST_INTERVAL,
      backoffCoefficient: 2,
      maximumInterval: LONGEST_INTERVAL,
      maximumAttempts: attemptsFor(msToNumber(retryFor)),
    };
  }

  /**
   * Puts `activity(input)` on the list. `activity` comes from `proxyActivities`, with its time-outs and the types that
   * are not retried; how often it is tried is the saga's.
   */
  compensateWith<Input>(activity: Compensation<Input>, input: Input): void {
    this.#compensations.unshift({ activity, input });
  }

  /**
   * Undoes what was registered, newest first, whatever is cancelled meanwhile. One compensation that cannot be done
   * does not stop the others.
   *
   * @returns the names of the activities that could not be done, in the order they were tried
   */
  async compensate(): Promise<string[]> {
    const notDone: string[] = [];
    await CancellationScope.nonCancellable(async () => {
      let next;
      while ((next = this.#compensations.shift()) !== undefined) {
        try {
          await next.activity.executeWithOptions({ retry: this.#retry }, [next.input as never]);
        } catch (error) {
          if (!(error instanceof ActivityFailure)) throw error;
          notDone.push(error.activityType);
        }
      }
    });
    return notDone;
  }
}

/** How many attempts there are until one begins `time` milliseconds or more after the first. */
function attemptsFor(time: number): number {
  let attempts = 1;
  let interval = FIRST_INTERVAL;
  for (let after = 0; after < time; after += interval, interval = Math.min(2 * interval, LONGEST_INTERVAL)) {
    attempts++;
  }
  return attempts;
}
