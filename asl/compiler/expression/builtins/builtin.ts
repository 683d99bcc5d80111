import type { Node } from 'ts-morph';
import type { Expression } from '../expression.ts';
import type { Jsonata } from '../jsonata-syntax.ts';
import type { Kind, ValueType } from '../value-type.ts';

/** What an argument may be: one of some kinds of value, or a function given to be called. */
export type Parameter = readonly Kind[] | 'callback' | 'anything';

/** A function or method of JavaScript that can be said in JSONata. */
export interface Builtin {
  /** The parameters, without a method's receiver. An argument of another kind is refused. */
  readonly parameters: readonly Parameter[];
  /** How many of them must be given; all, unless said. */
  readonly required?: number;
  /** Whether the last parameter takes any number of arguments. */
  readonly variadic?: true;
  /** The type of the result, where the type checker knows less. `args` begin with a method's receiver. */
  readonly type?: (args: readonly Expression[], checked: ValueType) => ValueType;
  /** Refuses arguments that JSONata would treat otherwise. */
  readonly check?: (args: readonly Expression[], node: Node) => void;
  readonly lower: (args: readonly Expression[], type: ValueType) => Jsonata;
}

export type Builtins = Readonly<Record<string, Builtin>>;

/** A number, NaN included: arithmetic passes it on. */
export const anyNumber: Parameter = ['number', 'nan'];
