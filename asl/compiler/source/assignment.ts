import {
  type BinaryExpression,
  type CallExpression,
  Node,
  type PostfixUnaryExpression,
  type PrefixUnaryExpression,
  SyntaxKind,
} from 'ts-morph';
import { keep } from './declaration.ts';
import { refuse } from '../diagnostics/diagnostics.ts';
import { type Expression, literal, type Variable, variable } from '../expression/expression.ts';
import { typeOf, valueTypeOf } from '../expression/value-type.ts';
import { readOperation } from '../expression/read-operator.ts';
import { takesSteps } from './inline.ts';
import { originOf, type Place } from './place.ts';
import { refuseShared } from './sharing.ts';
import { arithmetic, lengthOf } from '../model/terms.ts';
import { type LogicalOperator, readShortCircuit, readValue } from './value.ts';

type AssignmentNode = BinaryExpression | PrefixUnaryExpression | PostfixUnaryExpression | CallExpression;

const compoundOperators = new Map<SyntaxKind, string>([
  [SyntaxKind.PlusEqualsToken, '+'],
  [SyntaxKind.MinusEqualsToken, '-'],
  [SyntaxKind.AsteriskEqualsToken, '*'],
  [SyntaxKind.SlashEqualsToken, '/'],
  [SyntaxKind.PercentEqualsToken, '%'],
  [SyntaxKind.AsteriskAsteriskEqualsToken, '**'],
  [SyntaxKind.AmpersandAmpersandEqualsToken, '&&'],
  [SyntaxKind.BarBarEqualsToken, '||'],
  [SyntaxKind.QuestionQuestionEqualsToken, '??'],
]);

function isLogical(operator: string): operator is LogicalOperator {
  return operator === '&&' || operator === '||' || operator === '??';
}

const mutatingMethods = new Set([
  'push',
  'unshift',
  'pop',
  'shift',
  'splice',
  'sort',
  'reverse',
  'fill',
  'copyWithin',
]);

/** Those of them that can be said as a new list. */
const supportedMethods = new Set(['push', 'unshift', 'pop', 'shift']);

/** Whether a node changes a variable or what it holds: `=`, `+=`, `++`, `list.push(…)`. */
export function isAssignment(node: Node): node is AssignmentNode {
  if (Node.isBinaryExpression(node)) {
    const operator = node.getOperatorToken().getKind();
    return operator === SyntaxKind.EqualsToken || compoundOperators.has(operator);
  }
  if (Node.isPrefixUnaryExpression(node) || Node.isPostfixUnaryExpression(node)) {
    const operator = node.getOperatorToken();
    return operator === SyntaxKind.PlusPlusToken || operator === SyntaxKind.MinusMinusToken;
  }
  return isMutation(node);
}

function isMutation(node: Node): node is CallExpression {
  if (!Node.isCallExpression(node)) return false;
  const callee = node.getExpression();
  if (!Node.isPropertyAccessExpression(callee) || !mutatingMethods.has(callee.getName())) return false;
  const type = callee.getExpression().getType();
  return (type.isArray() || type.isTuple()) && rootOf(callee.getExpression()) !== undefined;
}

/** Carries out an assignment, and gives its value. */
export function readAssignment(node: AssignmentNode, place: Place): Expression {
  if (Node.isCallExpression(node)) return mutate(node, place);
  if (Node.isBinaryExpression(node)) {
    const target = node.getLeft();
    const operator = node.getOperatorToken().getKind();
    if (Node.isArrayLiteralExpression(target) || Node.isObjectLiteralExpression(target)) {
      const value = keep(readValue(node.getRight(), place), 'value', node, place);
      takeApart(target, value, place);
      return value;
    }
    const compound = compoundOperators.get(operator);
    const before = compound && readValue(target, place);
    if (before && compound && isLogical(compound) && takesSteps(node.getRight(), place)) {
      return readShortCircuit(node, compound, place, (right) => write(target, right, place));
    }
    const right = readValue(node.getRight(), place);
    return write(target, before && compound ? readOperation(node, compound, before, right) : right, place);
  }
  const target = node.getOperand();
  const before = keep(readValue(target, place), 'before', node, place);
  const after = write(
    target,
    byOne(before, node.getOperatorToken() === SyntaxKind.PlusPlusToken ? '+' : '-'),
    place,
  );
  return Node.isPostfixUnaryExpression(node) ? before : after;
}

function byOne(value: Expression, operator: '+' | '-'): Expression {
  return arithmetic(value, operator, literal(1));
}

function takeApart(target: Node, value: Expression, place: Place): void {
  if (Node.isArrayLiteralExpression(target)) {
    target.getElements().forEach((element, index) => {
      if (Node.isOmittedExpression(element)) return;
      write(
        element,
        { kind: 'element', object: value, index: literal(index), type: valueTypeOf(element) },
        place,
      );
    });
    return;
  }
  for (const property of target.asKindOrThrow(SyntaxKind.ObjectLiteralExpression).getProperties()) {
    if (!Node.isShorthandPropertyAssignment(property) && !Node.isPropertyAssignment(property)) {
      refuse(
        property,
        'ASL201',
        'This way of taking a value apart is not exported',
        'Declare the parts with `const`.',
      );
    }
    const to = Node.isPropertyAssignment(property)
      ? property.getInitializerOrThrow()
      : property.getNameNode();
    write(to, { kind: 'property', object: value, name: property.getName(), type: valueTypeOf(to) }, place);
  }
}

/** Sets the variable that a target names, or the part of it; gives what was written. */
function write(target: Node, value: Expression, place: Place): Expression {
  if (
    Node.isParenthesizedExpression(target) ||
    Node.isNonNullExpression(target) ||
    Node.isAsExpression(target)
  ) {
    return write(target.getExpression(), value, place);
  }
  if (Node.isIdentifier(target)) {
    const { of } = variableOf(target, target, place);
    place.flow.set(originOf(target, place), of, value);
    return variable(of, value.type);
  }
  if (Node.isPropertyAccessExpression(target) || Node.isElementAccessExpression(target)) {
    const part = keep(value, 'value', target, place);
    const root = rootOf(target);
    if (!root) return refuseTarget(target);
    refuseShared(root, target);
    const { of } = variableOf(root, target, place);
    place.flow.set(originOf(target, place), of, withPart(target, part, place));
    return part;
  }
  return refuseTarget(target);
}

function refuseTarget(target: Node): never {
  return refuse(
    target,
    'ASL215',
    'Only a variable of this function, or a part of one, can be assigned',
    'Assign a `let` of this function.',
  );
}

/** The name at the root of what an assignment changes. */
export function rootOfAssignment(node: AssignmentNode): Node | undefined {
  if (Node.isBinaryExpression(node)) return rootOf(node.getLeft());
  if (Node.isCallExpression(node)) return rootOf(node.getExpression());
  return rootOf(node.getOperand());
}

/** The variable at the root of `order.items[0].price`. */
function rootOf(node: Node): Node | undefined {
  if (Node.isIdentifier(node)) return node;
  if (
    Node.isPropertyAccessExpression(node) ||
    Node.isElementAccessExpression(node) ||
    Node.isNonNullExpression(node)
  ) {
    return rootOf(node.getExpression());
  }
  return undefined;
}

/** The whole that the target is a part of, with the part replaced: a copy at each level. */
function withPart(target: Node, part: Expression, place: Place): Expression {
  if (Node.isIdentifier(target)) return part;
  if (Node.isNonNullExpression(target)) return withPart(target.getExpression(), part, place);
  if (Node.isPropertyAccessExpression(target)) {
    const object = target.getExpression();
    return withPart(object, withEntry(readValue(object, place), literal(target.getName()), part), place);
  }
  const access = target.asKindOrThrow(SyntaxKind.ElementAccessExpression);
  const object = access.getExpression();
  if (object.getType().isArray() || object.getType().isTuple()) {
    refuse(
      target,
      'ASL215',
      'An element of a list cannot be replaced in place',
      'Make a new list with `map`: `list = list.map((item, i) => (i === index ? changed : item))`.',
    );
  }
  const key = readValue(access.getArgumentExpressionOrThrow(), place);
  return withPart(object, withEntry(readValue(object, place), key, part), place);
}

function withEntry(object: Expression, key: Expression, value: Expression): Expression {
  return {
    kind: 'object',
    entries: [
      { kind: 'spread', value: object },
      { kind: 'property', key, value },
    ],
    type: typeOf('object'),
  };
}

/** The machine's variable behind a name, which this place must be allowed to set. */
export function variableOf(name: Node, node: Node, place: Place): { of: Variable } {
  const symbol = name.getSymbolOrThrow();
  const shorthand = name.getParent()?.asKind(SyntaxKind.ShorthandPropertyAssignment)?.getValueSymbol();
  const binding = place.environment.lookup(shorthand ?? symbol);
  if (binding?.kind !== 'value' || binding.value.kind !== 'variable') return refuseTarget(node);
  if (binding.owner !== place.flow) {
    refuse(
      node,
      'ASL210',
      `\`${name.getText()}\` belongs outside this branch, and branches that run side by side may not change it`,
      'Return the value from the branch, and assign it from the result of `Promise.all`.',
    );
  }
  return { of: binding.value.variable };
}

/** `list.push(item)` and its like, on a list that only this variable holds. */
function mutate(call: CallExpression, place: Place): Expression {
  const callee = call.getExpressionIfKindOrThrow(SyntaxKind.PropertyAccessExpression);
  const target = callee.getExpression();
  const root = rootOf(target);
  if (!root) return refuseTarget(target);
  refuseShared(root, target);
  if (!supportedMethods.has(callee.getName())) refuseMethod(call);
  const before = readValue(target, place);
  const given = call.getArguments().map((argument) => ({ value: readValue(argument, place), spread: false }));
  const whole = { value: before, spread: true };
  const list = (items: { value: Expression; spread: boolean }[]): Expression => ({
    kind: 'array',
    items,
    type: before.type,
  });
  const slice = (from: number, to?: number): Expression => ({
    kind: 'call',
    callee: 'array.slice',
    args: [before, literal(from), ...(to === undefined ? [] : [literal(to)])],
    type: before.type,
  });
  const set = (value: Expression): void => {
    const { of } = variableOf(root, call, place);
    place.flow.set(originOf(call, place), of, withPart(target, value, place));
  };
  const element = valueTypeOf(call);
  const taken = (index: Expression): Expression =>
    isUsed(call)
      ? keep({ kind: 'element', object: before, index, type: element }, 'taken', call, place)
      : literal(undefined);
  switch (callee.getName()) {
    case 'push':
      set(list([whole, ...given]));
      return lengthOf(readValue(target, place));
    case 'unshift':
      set(list([...given, whole]));
      return lengthOf(readValue(target, place));
    case 'shift': {
      const first = taken(literal(0));
      set(slice(1));
      return first;
    }
    case 'pop': {
      const last = taken(byOne(lengthOf(before), '-'));
      set(slice(0, -1));
      return last;
    }
    default:
      return refuseMethod(call);
  }
}

function refuseMethod(call: CallExpression): never {
  return refuse(
    call,
    'ASL215',
    `\`${call.getExpression().getText()}\` changes a list in place`,
    'Make a new list: `slice`, `filter`, `map`, `[...list]`, `toSorted` or `toReversed`.',
  );
}

function isUsed(call: Node): boolean {
  return !Node.isExpressionStatement(call.getParent());
}
