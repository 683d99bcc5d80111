import { caughtFailure } from './caught-failure.ts';
import { type Deployment, emitWork } from './emit-work.ts';
import { call, literal, stored } from '../expression/expression.ts';
import { visit } from '../expression/rewrite.ts';
import { numberType, stringType, typeOf } from '../expression/value-type.ts';
import { expressionsIn } from '../model/expressions.ts';
import type { Catcher, Machine, State, StateMachine } from './machine.ts';
import {
  type Catch,
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
} from '../model/model.ts';
import { StateNames } from './names.ts';
import { Templates, total } from './templates.ts';
import { eventOf, type TemporalEvent } from './temporal-event.ts';
import { arithmetic } from '../model/terms.ts';

/** What failed: an activity, or a child execution. */
interface Source {
  activity?: string | undefined;
  child?: string | undefined;
}

/** Where each state comes from, by its name. */
export type StateMap = Record<string, Omit<Origin, 'order'> & { type: State['Type']; event?: TemporalEvent }>;

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
  readonly #deployment: Deployment;
  readonly #templates = new Templates();
  /** Whether the process asks where a failure came from. */
  readonly #tellsOrigin: boolean;
  readonly #stateNames = new StateNames();
  readonly #names = new Map<Step, string>();

  constructor(process: Process, deployment: Deployment) {
    this.#deployment = deployment;
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
        return {
          Type: 'Task',
          ...emitWork(step, this.#templates, this.#deployment),
          ...this.#catch(step.caught, this.#sourceOf(step)),
          ...this.#exit(step.next),
        };
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
        return { Type: 'Succeed', Output: this.#templates.whole(total(step.output)) };
      case 'fail':
        return {
          Type: 'Fail',
          Error: this.#templates.template(step.type),
          Cause: this.#templates.template(step.message),
        };
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
        Condition: this.#templates.jsonata(when),
        ...this.#templates.assign(edge.assign, total),
        Next: this.#name(edge.to),
      })),
      Default: this.#name(step.otherwise.to),
    };
  }

  #duration(wait: WaitStep['wait']): Pick<State, 'Seconds' | 'Timestamp'> {
    if ('milliseconds' in wait) return { Seconds: this.#templates.seconds(wait.milliseconds, 0) };
    // Step Functions cuts fractions of a second off: the next whole second is never early.
    const due = call('instant.milliseconds', numberType, wait.until);
    const second = literal(1000);
    const whole = arithmetic(call('Math.ceil', numberType, arithmetic(due, '/', second)), '*', second);
    return {
      Timestamp: this.#templates.jsonata(
        call('date.toISOString', stringType, { ...whole, type: typeOf('date') }),
      ),
    };
  }

  /** What fails where a step fails, as far as the process asks. */
  #sourceOf({ work }: TaskStep): Source {
    if (work.kind === 'child') return { child: work.workflow };
    return this.#tellsOrigin && 'activity' in work ? { activity: work.activity } : {};
  }

  #each(step: MapStep): State {
    return {
      Type: 'Map',
      Items: this.#templates.template(step.items),
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
    if ('output' in next) return { Output: this.#templates.whole(keep(next.output)), End: true };
    return { ...this.#templates.assign(next.assign, keep), Next: this.#name(next.to) };
  }

  #catch(catches: Catch[], from: Source): { Catch?: Catcher[] } {
    if (catches.length === 0) return {};
    return {
      Catch: catches.flatMap(({ errors, edge, timedOut }) => {
        const failure = caughtFailure({ timedOut, ...from });
        const taken = {
          ...this.#templates.assignCaught(edge.assign, failure),
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
