import { type BindingName, type Identifier, type Node, type Symbol, SyntaxKind } from 'ts-morph';
import { refuse } from '../diagnostics.ts';
import { type Expression } from './expression.ts';

/** What the names of an expression stand for. */
export interface Scope {
  /** The value behind a local name; undefined for one that the scope does not know. */
  lookup(symbol: Symbol): Expression | undefined;
  /**
   * The value of a part that the caller has evaluated already, an awaited call above all. Asked for each part before it
   * is read.
   */
  evaluated?(node: Node): Expression | undefined;
}

/**
 * What a TypeScript expression means.
 *
 * @throws Refusal when it cannot be said in JSONata with JavaScript's meaning
 */
export function readExpression(node: Node, scope: Scope): Expression {
  return scope.evaluated?.(node) ?? refuse(node, 'ASL101', 'not yet', 'not yet');
}

/**
 * Takes a value apart as a declaration's pattern says, defaults included. Calls `bind` for each name, in order; a later
 * default may read an earlier name through the scope. `value` is repeated for each name, so give it one that is short.
 *
 * @throws Refusal as `readExpression`
 */
export function readPattern(
  pattern: BindingName,
  value: Expression,
  scope: Scope,
  bind: (name: Identifier, value: Expression) => void,
): void {
  if (pattern.isKind(SyntaxKind.Identifier) && scope.evaluated?.(pattern) === undefined) bind(pattern, value);
}
