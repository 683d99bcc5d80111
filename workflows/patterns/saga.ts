import { ActivityFailure, CancellationScope } from '@temporalio/workflow';

type Compensation = (input: never) => Promise<unknown>;

/**
 * A saga: the list of what must be undone if the process cannot finish.
 *
 * Register each compensation *before* the step it undoes: a step that had its effect and then timed out is undone too,
 * so undoing what never happened must change nothing.
 *
 * In ASL: a variable holding the list of `{activity, arguments}`, and a loop of Choice -> Task -> drop the head.
 */
export class Saga {
  readonly #compensations: { activity: Compensation; input: unknown }[] = [];

  /** Puts `activity(input)` on the list. `activity` comes from `proxyActivities`; its retry policy says how long to try. */
  compensateWith<Input>(activity: (input: Input) => Promise<unknown>, input: Input): void {
    this.#compensations.unshift({ activity: activity, input });
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
          await next.activity(next.input as never);
        } catch (error) {
          if (!(error instanceof ActivityFailure)) throw error;
          notDone.push(error.activityType);
        }
      }
    });
    return notDone;
  }
}
