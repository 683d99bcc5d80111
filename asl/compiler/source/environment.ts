import type { Node, Symbol } from 'ts-morph';
import type { Expression, Variable } from '../expression/expression.ts';
import type { RetryPolicy } from '../model/model.ts';

/** What a name stands for while a function is read. */
export type Binding =
  /** A variable of the machine, or an argument that needs none. */
  | { kind: 'value'; value: Expression; owner: object }
  /** Code: a function, an activity or a pattern's object that was passed on under another name. */
  | { kind: 'code'; node: Node; environment: Environment }
  /** A `Saga`: the list of compensations, which activities have been put on it, and how often each is tried. */
  | {
      kind: 'saga';
      compensations: Variable;
      activities: Map<string, Node>;
      retry: RetryPolicy;
      owner: object;
    }
  /** A child workflow that was started: its handle. */
  | { kind: 'handle'; execution: Expression };

/** The names that can be seen at a place, innermost first. Each reading of a function has its own. */
export class Environment {
  readonly #parent: Environment | undefined;
  readonly #bindings = new Map<Symbol, Binding>();

  constructor(parent?: Environment) {
    this.#parent = parent;
  }

  bind(name: Node, binding: Binding): void {
    this.#bindings.set(name.getSymbolOrThrow(), binding);
  }

  lookup(symbol: Symbol): Binding | undefined {
    return this.#bindings.get(symbol) ?? this.#parent?.lookup(symbol);
  }
}
