import {
  arrayOf,
  condition,
  conditional,
  entry,
  equal,
  type Expression,
  literal,
  objectOf,
  property,
  type Variable,
  variable,
} from '../expression/expression.ts';
import { errorType, numberType, stringType, type ValueType, without } from '../expression/value-type.ts';
import { edge } from './flow.ts';
import type { ChoiceStep, Edge, Step } from './model.ts';

/** Of a caught error that may have come from anywhere. */
export const caughtType = errorType('anywhere');

/** Arithmetic on numbers. */
export function arithmetic(left: Expression, operator: '+' | '-' | '*' | '/', right: Expression): Expression {
  return { kind: 'binary', operator, left, right, type: numberType };
}

export function lengthOf(list: Expression): Expression {
  const callee = list.type.kinds.has('string') ? 'string.length' : 'array.length';
  return { kind: 'call', callee, args: [list], type: numberType };
}

export function object(entries: Record<string, Expression>): Expression {
  return objectOf(...Object.entries(entries).map(([key, value]) => entry(key, value)));
}

/** A list of such a type; `{spread: list}` stands for the items of a list. */
export function list(type: ValueType, ...items: (Expression | { spread: Expression })[]): Expression {
  const parts = items.map((item) =>
    'spread' in item ? { value: item.spread, spread: true } : { value: item, spread: false },
  );
  return { ...arrayOf(...parts), type };
}

/** `value`, or `otherwise` where it is undefined. */
export function orElse(value: Expression, otherwise: Expression): Expression {
  return conditional(equal(value, literal(undefined)), otherwise, {
    ...value,
    type: without(value.type, 'undefined'),
  });
}

/** The type and the message of a failure kept in a variable. */
export function partsOf(failure: Expression): { type: Expression; message: Expression } {
  return { type: property(failure, 'type', stringType), message: property(failure, 'message', stringType) };
}

/** A way to a step that sets nothing. */
export function wayTo(step: Step): Edge {
  const way = edge();
  way.to = step;
  return way;
}

/** The rule that is taken when a variable has a value. */
export function ruleFor(of: Variable, value: string, way: Edge): ChoiceStep['rules'][number] {
  return { when: condition(equal(variable(of, stringType), literal(value))), edge: way };
}
