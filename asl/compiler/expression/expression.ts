import {
  booleanType,
  listOf,
  mayBe,
  naturalType,
  stringType,
  typeOf,
  union,
  type ValueType,
} from './value-type.ts';

/**
 * A TypeScript expression as the compiler understands it: what it means in JavaScript, with nothing of JSONata in it.
 * Immutable; parts may be shared.
 */
export type Expression = ExpressionShape & { readonly type: ValueType };

type ExpressionShape =
  | { readonly kind: 'literal'; readonly value: Primitive }
  | { readonly kind: 'variable'; readonly variable: Variable }
  | { readonly kind: 'context'; readonly what: ContextValue }
  /** `object.name`; undefined when the object is null or undefined. */
  | { readonly kind: 'property'; readonly object: Expression; readonly name: string }
  /** `list[index]`, `text[index]`, `record[key]`; undefined when the first is null or undefined. */
  | { readonly kind: 'element'; readonly object: Expression; readonly index: Expression }
  | { readonly kind: 'unary'; readonly operator: UnaryOperator; readonly operand: Expression }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'logical';
      readonly operator: '&&' | '||' | '??';
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'conditional';
      readonly test: Expression;
      readonly then: Expression;
      readonly otherwise: Expression;
    }
  /** The texts of the parts, one after another. */
  | { readonly kind: 'template'; readonly parts: readonly Expression[] }
  | { readonly kind: 'array'; readonly items: readonly ArrayItem[] }
  | { readonly kind: 'object'; readonly entries: readonly ObjectEntry[] }
  /** Given to a method of strings, or tested. */
  | { readonly kind: 'regex'; readonly source: string; readonly flags: string }
  /** A function or method of JavaScript by its name in `builtins`; a method's receiver is the first argument. */
  | { readonly kind: 'call'; readonly callee: string; readonly args: readonly Expression[] }
  | { readonly kind: 'lambda'; readonly parameters: readonly Variable[]; readonly body: Expression }
  /** `value` under a name, for `body`. */
  | {
      readonly kind: 'let';
      readonly variable: Variable;
      readonly value: Expression;
      readonly body: Expression;
    }
  /** `value`, with null for undefined: what a state variable, a list or an output can hold. */
  | { readonly kind: 'stored'; readonly value: Expression }
  /** Whether `value` counts as true. */
  | { readonly kind: 'condition'; readonly value: Expression };

export type Primitive = number | string | boolean | null | undefined;

/** What the state or the execution gives: `$states.…` in ASL. */
type ContextValue =
  'result' | 'input' | 'errorOutput' | 'executionName' | 'executionId' | 'executionStartTime' | 'taskToken';

/** `isNullish` is `== null`. */
type UnaryOperator = '!' | '-' | 'typeof' | 'isNullish';

export type BinaryOperator =
  ('+' | '-' | '*' | '/' | '%' | '**') | ('===' | '!==' | '<' | '<=' | '>' | '>=') | 'in';

export interface ArrayItem {
  readonly value: Expression;
  /** `...value`. */
  readonly spread: boolean;
}

export type ObjectEntry =
  | { readonly kind: 'property'; readonly key: Expression; readonly value: Expression }
  | { readonly kind: 'spread'; readonly value: Expression };

/**
 * Something with a name. Its identity is the object; the name is where the printed name comes from.
 * A state variable is one of the machine's (`Assign`), and holds null where the source has undefined;
 * a local one lives inside one expression.
 */
export class Variable {
  readonly name: string;
  readonly scope: 'state' | 'local';

  constructor(name: string, scope: 'state' | 'local' = 'state') {
    this.name = name;
    this.scope = scope;
  }
}

export function literal(value: Primitive): Expression {
  return { kind: 'literal', value, type: typeOfPrimitive(value) };
}

function typeOfPrimitive(value: Primitive): ValueType {
  if (value === null) return typeOf('null');
  if (Number.isNaN(value)) return typeOf('nan');
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return naturalType;
  return typeOf(typeof value as 'number' | 'string' | 'boolean' | 'undefined');
}

/** The variable's value. `type` is what it holds at this place. */
export function variable(of: Variable, type: ValueType): Expression {
  return { kind: 'variable', variable: of, type };
}

export function context(what: ContextValue, type: ValueType): Expression {
  return { kind: 'context', what, type };
}

/**
 * The expression as a Choice's condition: JavaScript's truthiness, always a boolean.
 */
export function condition(value: Expression): Expression {
  return value.kind === 'condition' ? value : { kind: 'condition', value, type: booleanType };
}

/** The expression as something that can be kept: `Assign`, `Output`, a list's element. It always yields a value. */
export function stored(value: Expression): Expression {
  return mayBe(value.type, 'undefined', 'nan') ? { kind: 'stored', value, type: value.type } : value;
}

/** A call of the builtin `callee`. */
export function call(callee: string, type: ValueType, ...args: Expression[]): Expression {
  return { kind: 'call', callee, args, type };
}

/** `object.name`. */
export function property(object: Expression, name: string, type: ValueType): Expression {
  return { kind: 'property', object, name, type };
}

export function conditional(test: Expression, then: Expression, otherwise: Expression): Expression {
  return { kind: 'conditional', test, then, otherwise, type: union(then.type, otherwise.type) };
}

/** `left === right`. */
export function equal(left: Expression, right: Expression): Expression {
  return { kind: 'binary', operator: '===', left, right, type: booleanType };
}

export function not(operand: Expression): Expression {
  return { kind: 'unary', operator: '!', operand, type: booleanType };
}

/** `operand == null`. */
export function isNullish(operand: Expression): Expression {
  return { kind: 'unary', operator: 'isNullish', operand, type: booleanType };
}

/** The texts of the parts, one after another. */
export function template(...parts: Expression[]): Expression {
  return { kind: 'template', parts, type: stringType };
}

/** The list of the items. */
export function arrayOf(...items: ArrayItem[]): Expression {
  const elements = items.map(({ value, spread }) =>
    spread ? (value.type.element ?? stringType) : value.type,
  );
  return { kind: 'array', items, type: listOf(union(...elements)) };
}

/** The object of the entries, later ones before earlier ones. */
export function objectOf(...entries: ObjectEntry[]): Expression {
  return { kind: 'object', entries, type: typeOf('object') };
}

/** `key: value`. */
export function entry(key: string, value: Expression): ObjectEntry {
  return { kind: 'property', key: literal(key), value };
}

/** `value` under the local name `variable`, for `body`. */
export function letIn(variable: Variable, value: Expression, body: Expression): Expression {
  return { kind: 'let', variable, value, body, type: body.type };
}
