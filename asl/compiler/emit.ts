import { caughtFailure } from './caught-failure.ts';
import {
  call,
  context,
  type Expression,
  literal,
  stored,
  variable,
  type Variable,
  entry,
  objectOf,
} from './expression/expression.ts';
import { toJsonata } from './expression/jsonata.ts';
import { visit } from './expression/rewrite.ts';
import {
  isOnly,
  mayBe,
  numberType,
  stringType,
  typeOf,
  union,
  unknownType,
} from './expression/value-type.ts';
import { expressionsIn } from './expressions.ts';
import { activityInput, type Integration, type Integrations } from './integrations.ts';
import type { Assign, Catcher, Machine, State, StateMachine, Template } from './machine.ts';
import {
  type ActivityOptions,
  type Assignment,
  type Catch,
  caught,
  type ChoiceStep,
  type Edge,
  type End,
  type MapStep,
  type Origin,
  type Process,
  type Step,
  stepsOf,
  type TaskStep,
  type WaitStep,
} from './model.ts';
import { StateNames, VariableNames } from './names.ts';
import { resumeKey } from './renewal.ts';
import { retriers } from './retry.ts';
import { arithmetic } from './terms.ts';

/** What Temporal writes into the history where a state is entered. */
export type TemporalEvent =
  | 'WorkflowExecutionStarted'
  | 'ActivityTaskScheduled'
  | 'TimerStarted'
  | 'WorkflowExecutionSignaled'
  | 'SignalExternalWorkflowExecutionInitiated'
  | 'StartChildWorkflowExecutionInitiated'
  | 'WorkflowExecutionCompleted'
  | 'WorkflowExecutionFailed'
  | 'WorkflowExecutionContinuedAsNew';

/** What failed: an activity, or a child execution. */
interface Source {
  activity?: string | undefined;
  child?: string | undefined;
}

/** Where each state comes from, by its name. */
export type StateMap = Record<string, Omit<Origin, 'order'> & { type: State['Type']; event?: TemporalEvent }>;

/** The functions behind `receive` and signals, which every deployment of such machines has. */
const openMailbox = 'openMailbox';
const sendSignal = 'sendSignal';

const invokeAndWait = 'arn:aws:states:::lambda:invoke.waitForTaskToken';

/** How a machine is deployed, as far as its definition says it. */
export interface Deployment {
  integrations?: Integrations;
  /** The name under which every activity is told the execution's name; it is told nothing when undefined. */
  executionKey?: string;
}

/** Writes a process as a state machine, and says where each state comes from. */
export function emit(
  process: Process,
  deployment: Deployment = {},
): { machine: StateMachine; map: StateMap } {
  const emitter = new Emitter(process, deployment);
  const body = emitter.machine(process);
  return {
    machine: {
      ...(process.comment === undefined ? {} : { Comment: process.comment }),
      QueryLanguage: 'JSONata',
      ...body,
    },
    map: emitter.map,
  };
}

class Emitter {
  readonly map: StateMap = {};
  readonly #integrations: Integrations;
  readonly #executionKey: string | undefined;
  /** Whether the process asks where a failure came from. */
  readonly #tellsOrigin: boolean;
  readonly #variables = new VariableNames();
  readonly #stateNames = new StateNames();
  readonly #names = new Map<Step, string>();
  readonly #nameOf = (of: Variable): string => this.#variables.nameOf(of);

  constructor(process: Process, { integrations = {}, executionKey }: Deployment) {
    this.#integrations = integrations;
    this.#executionKey = executionKey;
    this.#tellsOrigin = asksForOrigin(process);
    this.#nameStates(process);
  }

  /** Outer states are named before those inside of them, so that a branch does not take a name from the main way. */
  #nameStates(process: Process): void {
    const steps = stepsOf(process);
    for (const step of steps) this.#names.set(step, this.#stateNames.create(step.title));
    for (const step of steps) {
      if (step.kind === 'parallel') step.branches.forEach((branch) => this.#nameStates(branch));
      if (step.kind === 'map') this.#nameStates(step.body);
    }
  }

  machine(process: Process): Machine {
    const States: Record<string, State> = {};
    for (const step of stepsOf(process)) {
      const name = this.#name(step);
      const state = this.#state(step);
      const event = eventOf(step, process);
      States[name] = state;
      const { file, line, column, inlined } = step.origin;
      this.map[name] = { file, line, column, inlined, type: state.Type, ...(event ? { event } : {}) };
    }
    return { StartAt: this.#name(process.start), States };
  }

  #name(step: Step): string {
    const name = this.#names.get(step);
    if (name === undefined) throw new Error(`A step without a name: ${step.title}`);
    return name;
  }

  #state(step: Step): State {
    switch (step.kind) {
      case 'assign':
        return { Type: 'Pass', ...this.#exit(step.next, total) };
      case 'choice':
        return this.#choice(step);
      case 'task':
        return this.#task(step);
      case 'wait':
        return { Type: 'Wait', ...this.#duration(step.wait), ...this.#exit(step.next, total) };
      case 'parallel':
        return {
          Type: 'Parallel',
          Branches: step.branches.map((branch) => this.machine(branch)),
          ...this.#catch(step.caught, {}),
          ...this.#exit(step.next),
        };
      case 'map':
        return this.#each(step);
      case 'succeed':
        return { Type: 'Succeed', Output: this.#whole(total(step.output)) };
      case 'fail':
        return { Type: 'Fail', Error: this.#template(step.type), Cause: this.#template(step.message) };
    }
  }

  /**
   * What the last way sets needs a rule of its own: whether a Choice's own Assign is meant for its Default only, engines
   * do not agree on.
   */
  #choice(step: ChoiceStep): State {
    const otherwise = step.otherwise.assign.length > 0 ? [{ when: literal(true), edge: step.otherwise }] : [];
    return {
      Type: 'Choice',
      Choices: [...step.rules, ...otherwise].map(({ when, edge }) => ({
        Condition: this.#jsonata(when),
        ...this.#assign(edge.assign, total),
        Next: this.#name(edge.to),
      })),
      Default: this.#name(step.otherwise.to),
    };
  }

  #duration(wait: WaitStep['wait']): Pick<State, 'Seconds' | 'Timestamp'> {
    if ('milliseconds' in wait) return { Seconds: this.#seconds(wait.milliseconds, 0) };
    // Step Functions cuts fractions of a second off: the next whole second is never early.
    const due = call('instant.milliseconds', numberType, wait.until);
    const second = literal(1000);
    const whole = arithmetic(call('Math.ceil', numberType, arithmetic(due, '/', second)), '*', second);
    return {
      Timestamp: this.#jsonata(call('date.toISOString', stringType, { ...whole, type: typeOf('date') })),
    };
  }

  /** Milliseconds in whole seconds, rounded up. */
  #seconds(milliseconds: Expression, least: number): number | string {
    if (milliseconds.kind === 'literal') return Math.max(least, Math.ceil(Number(milliseconds.value) / 1000));
    const seconds = call('Math.ceil', numberType, arithmetic(milliseconds, '/', literal(1000)));
    return this.#jsonata(call('Math.max', numberType, literal(least), seconds));
  }

  #task(step: TaskStep): State {
    const { work } = step;
    const rest = (from: Source): Partial<State> => ({
      ...this.#catch(step.caught, this.#tellsOrigin ? from : { child: from.child }),
      ...this.#exit(step.next),
    });
    switch (work.kind) {
      case 'activity': {
        const integration = this.#integrations[work.activity];
        return {
          Type: 'Task',
          ...(integration
            ? this.#integrated(integration, work.input, '')
            : { Resource: functionOf(work.activity), Arguments: this.#whole(this.#told(work)) }),
          ...timeouts(work.options),
          ...retry(retriers(work.options.retry)),
          ...rest({ activity: work.activity }),
        };
      }
      case 'callback': {
        const integration = this.#integrations[work.activity];
        return {
          Type: 'Task',
          ...(integration
            ? this.#integrated(integration, work.input, '.waitForTaskToken')
            : {
                Resource: invokeAndWait,
                Arguments: {
                  FunctionName: functionOf(work.activity),
                  Payload: this.#template(this.#told(work)),
                },
              }),
          TimeoutSeconds: this.#seconds(work.timeout, 1),
          ...(work.heartbeat === undefined ? {} : { HeartbeatSeconds: Math.ceil(work.heartbeat / 1000) }),
          ...retry(retriers(work.options.retry, transientErrors)),
          ...rest({ activity: work.activity }),
        };
      }
      case 'receive': {
        const payload: Record<string, Template> = {
          workflowId: this.#template(work.mailbox),
          signal: this.#template(work.signal),
          token: this.#jsonata(context('taskToken', stringType)),
          ...(work.round ? { round: this.#template(work.round) } : {}),
        };
        const left = arithmetic(
          call('instant.milliseconds', numberType, work.until),
          '-',
          call('Date.now', numberType),
        );
        return {
          Type: 'Task',
          Resource: invokeAndWait,
          Arguments: { FunctionName: functionOf(openMailbox), Payload: payload },
          TimeoutSeconds: this.#seconds(left, 1),
          ...retry(
            retriers({ ...engineRetry, nonRetryableErrorTypes: ['States.Timeout', ...renewalOf(step)] }),
          ),
          ...rest({ activity: openMailbox }),
        };
      }
      case 'signal':
        return {
          Type: 'Task',
          Resource: functionOf(sendSignal),
          Arguments: {
            workflowId: this.#template(work.execution),
            signal: this.#template(work.signal),
            ...(work.payload ? { payload: this.#template(stored(work.payload)) } : {}),
          },
          TimeoutSeconds: 10,
          ...retry(retriers(engineRetry)),
          ...rest({ activity: sendSignal }),
        };
      case 'child':
        return {
          Type: 'Task',
          Resource: `arn:aws:states:::states:startExecution${work.waited ? '.sync:2' : ''}`,
          Arguments: {
            StateMachineArn: `\${${work.workflow}}`,
            ...(work.id ? { Name: this.#template(work.id) } : {}),
            Input: this.#template(work.input ?? emptyObject),
          },
          ...rest({ child: work.workflow }),
        };
      case 'renewal':
        return {
          Type: 'Task',
          Resource: 'arn:aws:states:::states:startExecution',
          Arguments: {
            StateMachineArn: '{% $states.context.StateMachine.Id %}',
            Input: {
              [resumeKey]: {
                at: work.at,
                variables: Object.fromEntries(
                  work.variables.map(([key, of]) => [key, this.#template(variable(of, unknownType))]),
                ),
              },
            },
          },
          ...retry(retriers(engineRetry)),
          ...rest({}),
        };
    }
  }

  /** What an activity is called with, the execution's name included where it is told. */
  #told({
    input = emptyObject,
    execution,
  }: {
    input?: Expression | undefined;
    execution: Expression;
  }): Expression {
    if (this.#executionKey === undefined || !isOnly(input.type, 'object')) return input;
    const name = entry(this.#executionKey, execution);
    return objectOf(
      ...(input.kind === 'object' ? input.entries : [{ kind: 'spread', value: input } as const]),
      name,
    );
  }

  #integrated(
    integration: Integration,
    input: Expression | undefined,
    suffix: string,
  ): Pick<State, 'Resource' | 'Arguments'> {
    const given = this.#template(input ?? emptyObject);
    const fill = (template: Template): Template => {
      if (template === activityInput) return given;
      if (Array.isArray(template)) return template.map(fill);
      if (template === null || typeof template !== 'object') return template;
      return Object.fromEntries(Object.entries(template).map(([key, value]) => [key, fill(value)]));
    };
    return { Resource: integration.resource + suffix, Arguments: fill(integration.arguments) };
  }

  #each(step: MapStep): State {
    return {
      Type: 'Map',
      Items: this.#template(step.items),
      ...(step.indexed
        ? {
            ItemSelector: {
              item: '{% $states.context.Map.Item.Value %}',
              index: '{% $states.context.Map.Item.Index %}',
            },
          }
        : {}),
      ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, ...this.machine(step.body) },
      ...this.#catch(step.caught, {}),
      ...this.#exit(step.next),
    };
  }

  #exit(next: Edge | End, keep = stored): Pick<State, 'Assign' | 'Output' | 'Next' | 'End'> {
    if ('output' in next) return { Output: this.#whole(keep(next.output)), End: true };
    return { ...this.#assign(next.assign, keep), Next: this.#name(next.to) };
  }

  #assign(assignments: Assignment[], keep = stored): { Assign?: Assign } {
    if (assignments.length === 0) return {};
    const entries = assignments.map(
      ({ variable: of, value }) => [this.#nameOf(of), this.#template(keep(value))] as const,
    );
    return { Assign: Object.fromEntries(entries) };
  }

  #catch(catches: Catch[], from: Source): { Catch?: Catcher[] } {
    if (catches.length === 0) return {};
    return {
      Catch: catches.flatMap(({ errors, edge, timedOut }) => {
        const failure = caughtFailure({ timedOut, ...from });
        const taken = {
          ...this.#assignCaught(edge.assign, failure),
          Next: this.#name(edge.to),
        };
        if (errors !== 'all') return [{ ErrorEquals: errors, ...taken }];
        return ['States.QueryEvaluationError', 'States.ALL'].map((error) => ({
          ErrorEquals: [error],
          ...taken,
        }));
      }),
    };
  }

  /** Assignments of a Catch, where `caught` stands for the failure. */
  #assignCaught(assignments: Assignment[], failure: string): { Assign?: Assign } {
    const { Assign } = this.#assign(assignments);
    if (!Assign) return {};
    for (const { variable: of, value } of assignments) {
      if (value.kind === 'variable' && value.variable === caught)
        Assign[this.#nameOf(of)] = `{% ${failure} %}`;
      else if (reads(value, caught)) {
        Assign[this.#nameOf(of)] = `{% ($caught := ${failure}; ${toJsonata(stored(value), this.#nameOf)}) %}`;
      }
    }
    return { Assign };
  }

  #jsonata(value: Expression): string {
    return `{% ${toJsonata(value, this.#nameOf)} %}`;
  }

  /** A value as JSON, in JSONata where it has to be computed. */
  #template(value: Expression): Template {
    if (value.kind === 'literal') return this.#literal(value);
    if (value.kind === 'array' && value.items.length === 0) return [];
    if (value.kind === 'object') {
      const entries: [string, Template][] = [];
      for (const entry of value.entries) {
        if (entry.kind !== 'property' || entry.key.kind !== 'literal') return this.#jsonata(value);
        if (mayBe(entry.value.type, 'undefined', 'nan')) return this.#jsonata(value);
        entries.push([String(entry.key.value), this.#template(entry.value)]);
      }
      return Object.fromEntries(entries);
    }
    return this.#jsonata(value);
  }

  /** The same where Step Functions takes an object or an expression only. */
  #whole(value: Expression): Template {
    const template = this.#template(value);
    const isObject = template !== null && typeof template === 'object' && !Array.isArray(template);
    return isObject || (typeof template === 'string' && template.startsWith('{%'))
      ? template
      : this.#jsonata(value);
  }

  #literal(value: Expression & { kind: 'literal' }): Template {
    if (value.value === undefined) return null;
    if (typeof value.value !== 'string') return value.value;
    return !/^(?!.*(\{%|%\})).+$/.test(value.value) ? this.#jsonata(value) : value.value;
  }
}

/** `stored` for a state without a Catch: what comes from outside may be missing, whatever its type says. */
function total(value: Expression): Expression {
  if (value.kind !== 'property' && value.kind !== 'element') return stored(value);
  return stored({ ...value, type: union(value.type, typeOf('undefined')) });
}

const emptyObject: Expression = { kind: 'object', entries: [], type: typeOf('object') };

/** How what the machine itself needs is tried again: until it works. */
const engineRetry = {
  initialInterval: 1000,
  backoffCoefficient: 2,
  maximumInterval: 60_000,
  maximumAttempts: Infinity,
  nonRetryableErrorTypes: [],
};

/**
 * What is retried where a Task waits for an answer: only what cannot be the answer. A failure that is the answer must
 * not hand out a second token.
 */
const transientErrors = [
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.Unknown',
  'Error',
];

function retry(of: ReturnType<typeof retriers>): Pick<State, 'Retry'> {
  return of.length > 0 ? { Retry: of } : {};
}

function timeouts({
  timeout,
  heartbeat,
}: ActivityOptions): Pick<State, 'TimeoutSeconds' | 'HeartbeatSeconds'> {
  const beats = heartbeat !== undefined && (timeout === undefined || heartbeat < timeout);
  return {
    ...(timeout === undefined ? {} : { TimeoutSeconds: timeout / 1000 }),
    ...(beats ? { HeartbeatSeconds: heartbeat / 1000 } : {}),
  };
}

/** A function is named where the definition is deployed: `DefinitionSubstitutions` of AWS SAM say its ARN. */
function functionOf(name: string): string {
  return `\${${name}}`;
}

/** The errors of a step that lead somewhere else than time-outs and failures do. */
function renewalOf(step: TaskStep): string[] {
  return step.caught
    .flatMap(({ errors }) => (errors === 'all' ? [] : errors))
    .filter((error) => !error.startsWith('States.'));
}

function reads(value: Expression, of: Variable): boolean {
  let found = false;
  visit(value, (part) => {
    if (part.kind === 'variable' && part.variable === of) found = true;
  });
  return found;
}

/** Whether a process reads, of a failure it has caught, what it came through. */
function asksForOrigin(process: Process): boolean {
  let asks = false;
  for (const expression of expressionsIn(process)) {
    visit(expression, (part) => {
      if (part.kind !== 'property' || !part.object.type.kinds.has('error')) return;
      if (part.name === 'activity' || part.name === 'child') asks = true;
    });
  }
  return asks;
}

function eventOf(step: Step, process: Process): TemporalEvent | undefined {
  switch (step.kind) {
    case 'assign':
      return step === process.start ? 'WorkflowExecutionStarted' : undefined;
    case 'wait':
      return 'TimerStarted';
    case 'succeed':
      return 'WorkflowExecutionCompleted';
    case 'fail':
      return 'WorkflowExecutionFailed';
    case 'task':
      return eventsOfWork[step.work.kind];
    case 'choice':
    case 'parallel':
    case 'map':
      return undefined;
  }
}

const eventsOfWork = {
  activity: 'ActivityTaskScheduled',
  callback: 'ActivityTaskScheduled',
  receive: 'WorkflowExecutionSignaled',
  signal: 'SignalExternalWorkflowExecutionInitiated',
  child: 'StartChildWorkflowExecutionInitiated',
  renewal: 'WorkflowExecutionContinuedAsNew',
} as const;
