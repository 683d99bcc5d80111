import type { Node } from 'ts-morph';
import { context, type Expression, variable, Variable, property } from '../expression/expression.ts';
import { typeOf, type ValueType } from '../expression/value-type.ts';
import { edge } from '../model/flow.ts';
import { type Catch, caught, type TaskStep, type Work } from '../model/model.ts';
import { originOf, type Place, takeTitle } from './place.ts';
import { caughtType } from '../model/terms.ts';

/** What a step gives, and what happens when it fails. */
interface Outcome {
  /** What the variable for the result is called after. */
  name: string;
  type: ValueType;
  /** The field of the result that is meant; the whole of it when undefined. */
  field?: string;
  /** What a time-out is called, where it is not the activity's. */
  timedOut?: Catch['timedOut'];
  /** Ways out for particular errors, before the general one. */
  special?: Catch[];
}

/** Adds work that is waited for, and gives its result. */
export function addTask(node: Node, work: Work, title: string, outcome: Outcome, place: Place): Expression {
  const { next, result } = resultOf(outcome);
  const step: TaskStep = {
    kind: 'task',
    origin: originOf(node, place),
    title: takeTitle(place, title),
    work,
    next,
    caught: [...(outcome.special ?? []), ...catches(place, outcome.timedOut)],
  };
  place.flow.add(step, next);
  return result;
}

/** The edge that keeps a step's result, and the result. */
export function resultOf({ name, type, field }: Outcome): {
  next: ReturnType<typeof edge>;
  result: Expression;
} {
  const of = new Variable(`${name}Result`);
  const value =
    field === undefined
      ? context('result', type)
      : property(context('result', typeOf('object')), field, type);
  return { next: edge({ variable: of, value }), result: variable(of, type) };
}

/** Where the failure of a step goes here. */
export function catches(place: Place, timedOut?: Catch['timedOut']): Catch[] {
  const { handler } = place;
  if (handler.kind === 'branch' && !timedOut) return [];
  const taken = edge(...handler.keep(variable(caught, caughtType)));
  taken.to = handler.to();
  return [{ errors: 'all', edge: taken, timedOut }];
}
