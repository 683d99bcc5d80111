import type { Node, Symbol } from 'ts-morph';
import type { Expression } from './expression.ts';

/** What the names of an expression stand for. */
export interface Scope {
  /** The value behind a local name; undefined for one that the scope does not know. */
  lookup(symbol: Symbol): Expression | undefined;
  /**
   * The value of a part that the caller has evaluated already, an awaited call above all. Asked for each part before it
   * is read.
   */
  evaluated?(node: Node): Expression | undefined;
  /** The functions whose bodies this scope is within, to find recursion. */
  readonly inlining?: readonly Node[];
}

/** A scope within another, with names of its own. */
export class InnerScope implements Scope {
  readonly inlining: readonly Node[];
  readonly #outer: Scope;
  readonly #names = new Map<Symbol, Expression>();

  constructor(outer: Scope, within?: Node) {
    this.#outer = outer;
    this.inlining = [...(outer.inlining ?? []), ...(within ? [within] : [])];
  }

  define(symbol: Symbol, value: Expression): void {
    this.#names.set(symbol, value);
  }

  lookup(symbol: Symbol): Expression | undefined {
    return this.#names.get(symbol) ?? this.#outer.lookup(symbol);
  }

  evaluated(node: Node): Expression | undefined {
    return this.#outer.evaluated?.(node);
  }
}

/** The scope of a module: no local names. */
export const moduleScope: Scope = { lookup: () => undefined };
