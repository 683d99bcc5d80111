import { context, type Expression, Variable } from '../expression/expression.ts';
import { stringType } from '../expression/value-type.ts';

/**
 * The process model: what a workflow does, as a graph of steps. It knows nothing of JSON text: the emitter writes ASL
 * from it, and a picture of the process can be drawn from it.
 */
export interface Process {
  /** The workflow function, or what a branch does. */
  name: string;
  comment: string | undefined;
  start: Step;
}

/** Where a step comes from. Lines and columns count from 1. */
export interface Origin {
  file: string;
  line: number;
  column: number;
  /** The helper functions it was inlined through, outermost first, each with the place of the call. */
  inlined: string[];
  /** Counts the steps as the source is read. */
  order: number;
}

/** Sets a variable. The assignments of one edge happen together: every value is read before any is written. */
export interface Assignment {
  variable: Variable;
  value: Expression;
}

/** The way from a step to the next: what is set on it, and where it leads. */
export interface Edge {
  assign: Assignment[];
  to: Step;
}

/** The process ends right after a step, with this result. */
export interface End {
  output: Expression;
}

/** A way out of a failing step. The edge may read the pseudo-variable `caught`. */
export interface Catch {
  /** Step Functions' error names; `all` is whatever is left. */
  errors: string[] | 'all';
  edge: Edge;
  /** What a time-out is called, where it has a name of its own. */
  timedOut: { type: string; message: string } | undefined;
}

interface StepBase {
  origin: Origin;
  /** The state's name, before it is made unique. */
  title: string;
}

/** Sets variables and does nothing else. Most are folded into their neighbours. */
export interface AssignStep extends StepBase {
  kind: 'assign';
  next: Edge | End;
}

/** Takes the first rule whose condition is true in JavaScript's sense. */
export interface ChoiceStep extends StepBase {
  kind: 'choice';
  rules: { when: Expression; edge: Edge }[];
  otherwise: Edge;
}

/** Work done elsewhere and waited for. `next` reads what it gave as the context value `result`. */
export interface TaskStep extends StepBase {
  kind: 'task';
  work: Work;
  next: Edge | End;
  caught: Catch[];
}

/** A durable timer. */
export interface WaitStep extends StepBase {
  kind: 'wait';
  /** Some milliseconds, or an instant (RFC 3339). */
  wait: { milliseconds: Expression } | { until: Expression };
  next: Edge | End;
}

/** Branches side by side. The context value `result` is the list of their results. */
export interface ParallelStep extends StepBase {
  kind: 'parallel';
  branches: Process[];
  next: Edge | End;
  caught: Catch[];
}

/** The same body for each item, side by side. The body's input is the item, or `{item, index}` where it needs both. */
export interface MapStep extends StepBase {
  kind: 'map';
  items: Expression;
  indexed: boolean;
  body: Process;
  next: Edge | End;
  caught: Catch[];
}

/** Ends the process with a result. */
export interface SucceedStep extends StepBase {
  kind: 'succeed';
  output: Expression;
}

/** Ends the process with a failure. */
export interface FailStep extends StepBase {
  kind: 'fail';
  type: Expression;
  message: Expression;
}

export type Step =
  AssignStep | ChoiceStep | TaskStep | WaitStep | ParallelStep | MapStep | SucceedStep | FailStep;

/** What a task does. Durations are in milliseconds. */
export type Work =
  | {
      kind: 'activity';
      activity: string;
      /** The execution's name, for activities that are told it. */
      execution: Expression;
      input: Expression | undefined;
      options: ActivityOptions;
    }
  /** An activity that hands on the token in its input; the answer to the token is the result. */
  | {
      kind: 'callback';
      activity: string;
      execution: Expression;
      input: Expression;
      options: ActivityOptions;
      timeout: Expression;
      heartbeat: number | undefined;
    }
  /** The next message of a mailbox, or `States.Timeout` when none came until an instant. */
  | {
      kind: 'receive';
      mailbox: Expression;
      signal: Expression;
      until: Expression;
      round: Expression | undefined;
    }
  | { kind: 'signal'; execution: Expression; signal: Expression; payload: Expression | undefined }
  | {
      kind: 'child';
      workflow: string;
      id: Expression | undefined;
      input: Expression | undefined;
      waited: boolean;
    }
  /** The machine starts itself anew, to go on at a step with these variables. */
  | { kind: 'renewal'; at: number; variables: [string, Variable][] };

/** Temporal's activity options, as far as Step Functions has them. Durations in milliseconds. */
export interface ActivityOptions {
  /** How long one attempt may take. */
  timeout: number | undefined;
  heartbeat: number | undefined;
  retry: RetryPolicy;
}

export interface RetryPolicy {
  initialInterval: number;
  backoffCoefficient: number;
  maximumInterval: number;
  /** Infinity where Temporal tries for ever. */
  maximumAttempts: number;
  nonRetryableErrorTypes: string[];
}

/** The name of the execution. */
export const executionName = context('executionName', stringType);

/** The failure just caught, `{type, message}`: what a Catch's edge reads. */
export const caught = new Variable('caught');

/** The edges that leave a step, those of its failures included. */
export function edgesOf(step: Step): Edge[] {
  switch (step.kind) {
    case 'choice':
      return [...step.rules.map((rule) => rule.edge), step.otherwise];
    case 'task':
    case 'parallel':
    case 'map':
      return [...goesOn(step.next), ...step.caught.map(({ edge }) => edge)];
    case 'assign':
    case 'wait':
      return goesOn(step.next);
    case 'succeed':
    case 'fail':
      return [];
  }
}

function goesOn(next: Edge | End): Edge[] {
  return 'to' in next ? [next] : [];
}

/** The steps that can be reached, in the order of the source; the first one first. */
export function stepsOf(process: Process): Step[] {
  const seen = new Set<Step>();
  const visit = (step: Step): void => {
    if (seen.has(step)) return;
    seen.add(step);
    for (const edge of edgesOf(step)) visit(edge.to);
  };
  visit(process.start);
  const rank = (step: Step): number => (step === process.start ? -1 : step.origin.order);
  return [...seen].sort((one, other) => rank(one) - rank(other));
}

/** The processes inside a step. */
export function nestedIn(step: Step): Process[] {
  if (step.kind === 'parallel') return step.branches;
  return step.kind === 'map' ? [step.body] : [];
}
