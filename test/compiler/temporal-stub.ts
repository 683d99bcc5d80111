import { ActivityFailure, ApplicationFailure, type RetryPolicy, RetryState } from '@temporalio/common';
import { milliseconds } from '../../asl/compiler/source/durations.ts';

/** One thing that happens to a run from outside, some virtual seconds after its start. */
export interface Happening {
  after: number;
  signal: string;
  payload: unknown;
}

export interface ActivityCall {
  activity: string;
  input: unknown;
}

interface Wait {
  due: number;
  ready: () => boolean;
  go: (ready: boolean) => void;
}

/**
 * A world for one run of a workflow function in plain Node: virtual time, activities as functions, signals. It is the
 * smallest thing in which the Temporal workflow API means what it says.
 */
export class World {
  readonly calls: ActivityCall[] = [];
  now = Date.parse('2030-01-01T00:00:00Z');
  readonly #onTime: (now: number) => void;
  readonly #activities: Record<string, (input: never) => unknown>;
  readonly #handlers = new Map<string, (payload: unknown) => void>();
  readonly #early = new Map<string, unknown[]>();
  #happenings: { at: number; act: () => void }[];
  #waiting: Wait[] = [];

  constructor(
    activities: Record<string, (input: never) => unknown>,
    happenings: Happening[],
    onTime: (now: number) => void,
  ) {
    this.#activities = activities;
    this.#onTime = onTime;
    onTime(this.now);
    this.#happenings = happenings.map(({ after, signal, payload }) => ({
      at: this.now + after * 1000,
      act: () => this.#deliver(signal, payload),
    }));
  }

  /** Runs until the promise has settled, moving the clock whenever everything waits. */
  async run<Result>(start: () => Promise<Result>): Promise<Result> {
    const result = start();
    const settled = result.then(
      () => true,
      () => true,
    );
    while (!(await Promise.race([settled, idle()]))) this.#moveOn();
    return result;
  }

  sleep(duration: unknown): Promise<void> {
    return this.condition(() => false, duration).then(() => undefined);
  }

  condition(ready: () => boolean, duration?: unknown): Promise<boolean> {
    const due = duration === undefined ? Infinity : this.now + (milliseconds(duration) ?? 0);
    return ready() ? Promise.resolve(true) : new Promise((go) => this.#waiting.push({ due, ready, go }));
  }

  setHandler(name: string, handler: (payload: unknown) => void): void {
    this.#handlers.set(name, handler);
    for (const payload of this.#early.get(name) ?? []) handler(payload);
    this.#early.delete(name);
  }

  async callActivity(name: string, input: unknown, retry: RetryPolicy): Promise<unknown> {
    if (name === 'closeCallback') return {};
    const { maximumAttempts = Infinity, nonRetryableErrorTypes = [], backoffCoefficient = 2 } = retry;
    let interval = milliseconds(retry.initialInterval ?? '1 second') ?? 0;
    const longest = milliseconds(retry.maximumInterval ?? 100 * interval) ?? Infinity;
    for (let attempt = 1; ; attempt++) {
      this.calls.push({ activity: name, input: asJson(input ?? {}) });
      try {
        const activity = this.#activities[name];
        return asJson(await activity?.(asJson(input) as never));
      } catch (error) {
        const failure = ApplicationFailure.fromError(error);
        const isFinal =
          failure.nonRetryable === true ||
          nonRetryableErrorTypes.includes(failure.type ?? '') ||
          attempt >= maximumAttempts;
        if (isFinal) {
          throw new ActivityFailure(
            'Activity task failed',
            name,
            '1',
            RetryState.MAXIMUM_ATTEMPTS_REACHED,
            'test',
            failure,
          );
        }
        await this.sleep(interval);
        interval = Math.min(interval * backoffCoefficient, longest);
      }
    }
  }

  #deliver(signal: string, payload: unknown): void {
    const handler = this.#handlers.get(signal);
    if (handler) handler(asJson(payload));
    else this.#early.set(signal, [...(this.#early.get(signal) ?? []), asJson(payload)]);
  }

  #moveOn(): void {
    const ready = this.#waiting.filter((wait) => wait.ready());
    if (ready.length > 0) {
      this.#release(ready, true);
      return;
    }
    const next = Math.min(...this.#waiting.map(({ due }) => due), ...this.#happenings.map(({ at }) => at));
    if (next === Infinity) throw new Error('The run waits for something that never comes');
    this.now = Math.max(this.now, next);
    this.#onTime(this.now);
    const happening = this.#happenings.find(({ at }) => at <= this.now);
    if (happening) {
      this.#happenings = this.#happenings.filter((other) => other !== happening);
      happening.act();
      return;
    }
    this.#release(
      this.#waiting.filter(({ due }) => due <= this.now),
      false,
    );
  }

  #release(waits: Wait[], ready: boolean): void {
    this.#waiting = this.#waiting.filter((wait) => !waits.includes(wait));
    for (const { go } of waits) go(ready);
  }
}

/** Resolves once everything that can go on has gone on. */
function idle(): Promise<false> {
  return new Promise((resolve) => setImmediate(() => resolve(false)));
}

function asJson(value: unknown): unknown {
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);
}
