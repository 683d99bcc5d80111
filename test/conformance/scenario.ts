import { type Duration, msToNumber } from '@temporalio/common/lib/time.js';
import type { ProcessName } from '../../client/processes.ts';
import type { Store } from '../../store/store.ts';
import type { CallbackAnswer } from '../../workflows/patterns/callback.ts';
import type { Replacement } from '../setup/harness.ts';

/** Where a scenario takes place: its business id, the same on both engines, and the instant at which it starts. */
export interface Setting {
  id: string;
  start: Date;
}

/** How long after the start something happens. */
type After = string | ((setting: Setting) => string);

/** Something that happens to an execution from outside. */
export type Happening = { after: After } & (
  | { answer: CallbackAnswer }
  | { signal: string; payload?: unknown }
  | { change: (store: Store, setting: Setting) => Promise<unknown> }
  /** Another process is run, such as a command; what it ends with is compared too. */
  | { run: ProcessName; input: (setting: Setting) => unknown }
);

/** How many milliseconds after the start it happens. */
export function millisecondsAfterStart({ after }: Happening, setting: Setting): number {
  return msToNumber((typeof after === 'string' ? after : after(setting)) as Duration);
}

/**
 * One path through a process, run on Temporal and on Step Functions and expected to end alike: the same outcome, the same
 * activity calls with the same arguments in the same order, the same mails, the same end state of the store.
 */
export interface Scenario {
  /** Unique among the scenarios of its process. */
  name: string;
  process: ProcessName;
  input: (setting: Setting) => unknown;
  /** Changes to the seeded store before the start. */
  given?: (store: Store, setting: Setting) => Promise<unknown>;
  /** Nobody works in the warehouse: the orders stay in its queue, and happenings answer them. */
  warehouseClosed?: boolean;
  /** How often an execution on Step Functions waits before the machine starts itself anew; a thousand times unless given. */
  roundsOfAnExecution?: number;
  /** What goes wrong in which activity. */
  faults?: Record<string, Fault>;
  /** In the order in which they happen. */
  happenings?: Happening[];
  /** How it ends on both, so that the two cannot be wrong alike. `output` may be a part of it. */
  ends: { output: object } | { error: string; cause: string | RegExp };
  /** The activities called, in order. */
  calls: string[];
}

/** What goes wrong in an activity; made anew for each run, as it may count. */
export type Fault = () => Replacement;

/** The activity fails `times` times before it does anything. */
export const fails = (times: number, message = 'The other side cannot be reached'): Fault =>
  misbehaving(times, () => {
    throw new Error(message);
  });

/** The activity does its work `times` times, but its answer is lost. */
export const losesAnswer = (times: number): Fault =>
  misbehaving(times, async (input, real) => {
    await real(input);
    throw new Error('The answer was lost');
  });

/** The activity fails however often it is tried. */
export const failsForGood = (message?: string): Fault => fails(Number.POSITIVE_INFINITY, message);

function misbehaving(times: number, misbehave: Replacement): Fault {
  return () => {
    let calls = 0;
    return async (input, real) => (++calls <= times ? misbehave(input, real) : real(input));
  };
}
