import { type ConditionalExpression, type BinaryExpression, Node, type Symbol, SyntaxKind } from 'ts-morph';
import { activityOf } from './activity.ts';
import { isAssignment, readAssignment, rootOfAssignment } from './assignment.ts';
import { readAwait, refuseUnawaited } from './await.ts';
import { keep } from './declaration.ts';
import { refuse } from '../diagnostics/diagnostics.ts';
import type { Environment } from './environment.ts';
import { condition, type Expression, isNullish, variable, Variable } from '../expression/expression.ts';
import { readExpression } from '../expression/read.ts';
import type { Scope } from '../expression/scope.ts';
import { union } from '../expression/value-type.ts';
import { edge, type Label, label } from '../model/flow.ts';
import { functionOf, inline, takesSteps } from './inline.ts';
import { originOf, type Place, takeTitle } from './place.ts';
import { conditionTitle } from './titles.ts';

/** The values of the parts of an expression that took steps of their own. */
type Evaluated = Map<Node, Expression>;

/**
 * The value of an expression. What takes steps of its own (awaited calls, helper functions with statements, assignments)
 * is added to the flow first, in the order in which JavaScript evaluates it.
 *
 * @throws Refusal when it leaves the subset
 */
export function readValue(node: Node, place: Place): Expression {
  const evaluated: Evaluated = new Map();
  takeSteps(node, place, evaluated);
  return evaluated.get(node) ?? readExpression(node, scopeOf(place, evaluated));
}

/** What the names in expressions stand for at a place. */
export function scopeOf(place: Place, evaluated: Evaluated = new Map()): Scope {
  return {
    lookup: (symbol) => lookup(symbol, place.environment),
    evaluated: (node) => evaluated.get(node),
  };
}

function lookup(symbol: Symbol, environment: Environment): Expression | undefined {
  const binding = environment.lookup(symbol.getAliasedSymbol() ?? symbol);
  return binding?.kind === 'value' ? binding.value : undefined;
}

/** Adds the steps that are inside an expression, in the order of evaluation, and keeps their values. */
function takeSteps(node: Node, place: Place, evaluated: Evaluated): void {
  if (!takesSteps(node, place)) return;
  if (Node.isAwaitExpression(node)) {
    evaluated.set(node, readAwait(node, place));
  } else if (isAssignment(node)) {
    evaluated.set(node, readAssignment(node, place));
  } else if (isShortCircuit(node) && takesSteps(node.getRight(), place)) {
    evaluated.set(node, readShortCircuit(node, node.getOperatorToken().getText() as LogicalOperator, place));
  } else if (Node.isConditionalExpression(node)) {
    evaluated.set(node, readConditional(node, place, readValue));
  } else if (isSequence(node)) {
    readValue(node.getLeft(), place);
    evaluated.set(node, readValue(node.getRight(), place));
  } else if (Node.isCallExpression(node) && activityOf(node.getExpression(), place.environment)) {
    refuseUnawaited(node);
  } else if (Node.isCallExpression(node) && !takesStepsInParts(node, place)) {
    evaluated.set(node, inline(node, place));
  } else {
    const before: Node[] = [];
    node.forEachChild((child) => {
      if (takesSteps(child, place)) keepUnchanged(before, changedBy(child, place), place, evaluated);
      takeSteps(child, place, evaluated);
      before.push(child);
    });
    if (Node.isCallExpression(node)) {
      const helper = functionOf(node.getExpression(), place.environment);
      if (helper && !helper.onlyComputes) evaluated.set(node, inline(node, place));
    }
  }
}

/** Evaluates now what is written before something that changes it: `i` in `[i, i++]`. */
function keepUnchanged(
  parts: Node[],
  changed: ReadonlySet<Symbol>,
  place: Place,
  evaluated: Evaluated,
): void {
  if (changed.size === 0) return;
  for (const part of parts) {
    const value = Node.isPropertyAssignment(part) ? part.getInitializerOrThrow() : part;
    if (!reads(value, changed)) continue;
    if (!Node.isExpression(value)) {
      refuse(
        value,
        'ASL215',
        'This is read and changed in one expression',
        'Change it in a statement of its own.',
      );
    }
    evaluated.set(value, keep(readExpression(value, scopeOf(place, evaluated)), 'before', value, place));
  }
}

function reads(node: Node, symbols: ReadonlySet<Symbol>): boolean {
  return [node, ...node.getDescendants()].some((part) => {
    if (!Node.isIdentifier(part)) return false;
    const shorthand = part.getParent().asKind(SyntaxKind.ShorthandPropertyAssignment)?.getValueSymbol();
    const symbol = shorthand ?? part.getSymbol();
    return symbol !== undefined && symbols.has(symbol);
  });
}

/** The variables that an expression sets, by its own assignments or those of the functions it calls. */
function changedBy(node: Node, place: Place, within = new Set<Node>()): Set<Symbol> {
  const changed = new Set<Symbol>();
  for (const part of [node, ...node.getDescendants()]) {
    if (isAssignment(part)) {
      const target = rootOfAssignment(part);
      const symbol = target?.getSymbol();
      if (symbol) changed.add(symbol);
    }
    const helper = Node.isCallExpression(part)
      ? functionOf(part.getExpression(), place.environment)
      : undefined;
    if (!helper || within.has(helper.node)) continue;
    for (const symbol of changedBy(helper.body, place, new Set([...within, helper.node])))
      changed.add(symbol);
  }
  return changed;
}

function takesStepsInParts(node: Node, place: Place): boolean {
  return node.forEachChildAsArray().some((child) => takesSteps(child, place));
}

function isShortCircuit(node: Node): node is BinaryExpression {
  if (!Node.isBinaryExpression(node)) return false;
  const operator = node.getOperatorToken().getKind();
  return (
    operator === SyntaxKind.AmpersandAmpersandToken ||
    operator === SyntaxKind.BarBarToken ||
    operator === SyntaxKind.QuestionQuestionToken
  );
}

/** `a, b`. */
function isSequence(node: Node): node is BinaryExpression {
  return Node.isBinaryExpression(node) && node.getOperatorToken().getKind() === SyntaxKind.CommaToken;
}

export type LogicalOperator = '&&' | '||' | '??';

/** `a && await b()`, `a &&= await b()`: the right side runs, and is kept by `keepRight`, only when it is needed. */
export function readShortCircuit(
  node: BinaryExpression,
  operator: LogicalOperator,
  place: Place,
  keepRight: (value: Expression) => void = () => undefined,
): Expression {
  const origin = originOf(node, place);
  const result = new Variable('value');
  const left = readValue(node.getLeft(), place);
  place.flow.set(origin, result, left);
  const [goOn, done] = [label(origin), label(origin)];
  const kept = variable(result, left.type);
  if (operator === '&&') choose(kept, goOn, done, node, place);
  else if (operator === '||') choose(kept, done, goOn, node, place);
  else choose(isNullish(kept), goOn, done, node, place);
  place.flow.place(goOn);
  const right = readValue(node.getRight(), place);
  place.flow.set(origin, result, right);
  keepRight(right);
  place.flow.place(done);
  return variable(result, union(left.type, right.type));
}

/** `a ? b : c`, where only one of the two runs. */
export function readConditional(
  node: ConditionalExpression,
  place: Place,
  read: (branch: Node, place: Place) => Expression,
): Expression {
  const origin = originOf(node, place);
  const result = new Variable('value');
  const [yes, no, done] = [label(origin), label(origin), label(origin)];
  readBranch(node.getCondition(), yes, no, place);
  place.flow.place(yes);
  const chosen = read(node.getWhenTrue(), place);
  place.flow.set(origin, result, chosen);
  place.flow.jump(done);
  place.flow.place(no);
  const other = read(node.getWhenFalse(), place);
  place.flow.set(origin, result, other);
  place.flow.place(done);
  return variable(result, union(chosen.type, other.type));
}

/** Goes to one of two places, by the truthiness of a condition. Only what is needed of it is evaluated. */
export function readBranch(node: Node, whenTrue: Label, whenFalse: Label, place: Place): void {
  if (Node.isParenthesizedExpression(node)) {
    readBranch(node.getExpression(), whenTrue, whenFalse, place);
  } else if (
    Node.isPrefixUnaryExpression(node) &&
    node.getOperatorToken() === SyntaxKind.ExclamationToken &&
    takesSteps(node.getOperand(), place)
  ) {
    readBranch(node.getOperand(), whenFalse, whenTrue, place);
  } else if (
    isShortCircuit(node) &&
    node.getOperatorToken().getKind() !== SyntaxKind.QuestionQuestionToken &&
    takesSteps(node.getRight(), place)
  ) {
    const needed = label(originOf(node, place));
    const isAnd = node.getOperatorToken().getKind() === SyntaxKind.AmpersandAmpersandToken;
    readBranch(node.getLeft(), isAnd ? needed : whenTrue, isAnd ? whenFalse : needed, place);
    place.flow.place(needed);
    readBranch(node.getRight(), whenTrue, whenFalse, place);
  } else {
    const title = place.title.text;
    place.title.text = title?.endsWith('?') ? undefined : title;
    const value = readValue(node, place);
    if (title?.endsWith('?')) place.title.text = title;
    choose(value, whenTrue, whenFalse, node, place);
  }
}

/** Adds a choice between two places. */
function choose(value: Expression, whenTrue: Label, whenFalse: Label, node: Node, place: Place): void {
  const title = takeTitle(place, conditionTitle(node));
  const [yes, no] = [edge(), edge()];
  yes.to = whenTrue;
  no.to = whenFalse;
  place.flow.end({
    kind: 'choice',
    origin: originOf(node, place),
    title,
    rules: [{ when: condition(value), edge: yes }],
    otherwise: no,
  });
}
