import { type Node, SyntaxKind } from 'ts-morph';
import { refuse } from '../diagnostics/diagnostics.ts';
import { type BinaryOperator, type Expression, isNullish, literal, not, template } from './expression.ts';
import { confusesNull } from './lower.ts';
import { provesNonZero } from './non-zero.ts';
import { describe, distinct, readExpression, refuseConfusion, textual } from './read.ts';
import { readInstanceOf } from './read-error.ts';
import type { Scope } from './scope.ts';
import { booleanType, isOnly, type Kind, mayBe, union, type ValueType, without } from './value-type.ts';

/** `!`, `-`, `+` before an operand. */
export function readPrefix(node: Node, scope: Scope): Expression {
  const prefix = node.asKindOrThrow(SyntaxKind.PrefixUnaryExpression);
  const operand = readExpression(prefix.getOperand(), scope);
  switch (prefix.getOperatorToken()) {
    case SyntaxKind.ExclamationToken:
      return not(operand);
    case SyntaxKind.MinusToken: {
      checkNumber(node, operand);
      if (operand.kind === 'literal' && operand.value !== 0) return literal(-Number(operand.value));
      return { kind: 'unary', operator: '-', operand, type: withoutNatural(operand.type) };
    }
    case SyntaxKind.PlusToken:
      checkNumber(node, operand);
      return operand;
    default:
      return refuse(node, 'ASL101', `JSONata has no ${node.getText()[0] ?? ''} operator.`, 'Use arithmetic.');
  }
}

function withoutNatural(type: ValueType): ValueType {
  return { kinds: type.kinds };
}

function checkNumber(node: Node, operand: Expression): void {
  if (!isOnly(operand.type, 'number', 'nan')) {
    refuse(
      node,
      'ASL103',
      `Arithmetic with ${describe(operand.type)} cannot be exported.`,
      'Make it a number first: Number(text), value ?? 0.',
    );
  }
}

/** `left op right`. */
export function readBinary(node: Node, scope: Scope): Expression {
  const binary = node.asKindOrThrow(SyntaxKind.BinaryExpression);
  const token = binary.getOperatorToken().getText();
  if (token === 'instanceof')
    return readInstanceOf(node, readExpression(binary.getLeft(), scope), binary.getRight());
  const read = Object.hasOwn(operators, token) ? operators[token] : undefined;
  if (!read) {
    return refuse(
      node,
      'ASL101',
      `JSONata has no ${token} inside an expression.`,
      token.endsWith('=')
        ? 'Make the assignment a statement of its own.'
        : 'Use arithmetic, comparison and logic.',
    );
  }
  const left = readExpression(binary.getLeft(), scope);
  const right = readExpression(binary.getRight(), scope);
  return read(node, left, right, binary.getRight());
}

type OperatorReader = (node: Node, left: Expression, right: Expression, rightNode: Node) => Expression;

const operators: Record<string, OperatorReader> = {
  '+': readPlus,
  '-': arithmetic('-'),
  '*': arithmetic('*'),
  '/': division('/'),
  '%': division('%'),
  '**': readPower,
  '<': comparison('<'),
  '<=': comparison('<='),
  '>': comparison('>'),
  '>=': comparison('>='),
  '===': equality('==='),
  '!==': equality('!=='),
  '==': looseEquality('==='),
  '!=': looseEquality('!=='),
  '&&': readAnd,
  '||': readOr,
  '??': readOrElse,
  in: readIn,
};

function binary(operator: BinaryOperator, left: Expression, right: Expression, type: ValueType): Expression {
  return { kind: 'binary', operator, left, right, type };
}

/** `left op right` on numbers, as an assignment operator means it. @throws Refusal */
export function readOperation(node: Node, operator: string, left: Expression, right: Expression): Expression {
  return (operators[operator] ?? refuse(node, 'ASL101', `JSONata has no ${operator}.`, 'Use arithmetic.'))(
    node,
    left,
    right,
    node,
  );
}

function numeric(operator: BinaryOperator, left: Expression, right: Expression): ValueType {
  const kinds = new Set<Kind>([
    'number',
    ...(mayBe(union(left.type, right.type), 'nan') ? ['nan' as const] : []),
  ]);
  const natural = left.type.natural && right.type.natural && ['+', '*', '%', '**'].includes(operator);
  return natural ? { kinds, natural } : { kinds };
}

function arithmetic(operator: BinaryOperator): OperatorReader {
  return (node, left, right) => {
    [left, right].forEach((operand) => checkNumberOrDate(node, operator, operand));
    return binary(operator, left, right, numeric(operator, left, right));
  };
}

function checkNumberOrDate(node: Node, operator: BinaryOperator, operand: Expression): void {
  if (operator === '-' && isOnly(operand.type, 'date', 'nan')) return;
  checkNumber(node, operand);
}

function readPlus(node: Node, left: Expression, right: Expression): Expression {
  if ([left, right].every(({ type }) => isOnly(type, 'number', 'nan'))) {
    return binary('+', left, right, numeric('+', left, right));
  }
  if (![left, right].some(({ type }) => isOnly(type, 'string'))) {
    refuse(
      node,
      'ASL103',
      `+ on ${describe(left.type)} and ${describe(right.type)} may mean a sum or a text.`,
      'Use a template for a text, and numbers for a sum.',
    );
  }
  return template(textual(node, left), textual(node, right));
}

function division(operator: '/' | '%'): OperatorReader {
  return (node, left, right, rightNode) => {
    [left, right].forEach((operand) => checkNumber(node, operand));
    const isSafe = right.kind === 'literal' ? right.value !== 0 : provesNonZero(rightNode);
    if (!isSafe) {
      refuse(
        node,
        'ASL105',
        'JavaScript goes on with Infinity or NaN when the divisor is 0, which JSON does not have.',
        'Say what happens then: divisor === 0 ? … : value / divisor.',
      );
    }
    return binary(operator, left, right, numeric(operator, left, right));
  };
}

function readPower(node: Node, left: Expression, right: Expression): Expression {
  checkNumber(node, left);
  if (!(right.kind === 'literal' && right.type.natural)) {
    refuse(
      node,
      'ASL103',
      'The result may be no finite number.',
      'Use a whole exponent that is known and not negative.',
    );
  }
  return binary('**', left, right, numeric('**', left, right));
}

function comparison(operator: BinaryOperator): OperatorReader {
  return (node, left, right) => {
    const types = [left.type, right.type];
    const comparable =
      types.every((type) => isOnly(type, 'string')) ||
      types.every((type) => isOnly(type, 'number', 'nan', 'date'));
    if (!comparable) {
      refuse(
        node,
        'ASL103',
        `${describe(left.type)} and ${describe(right.type)} are compared by rules that JSONata does not have.`,
        'Compare two numbers or two texts; give what may be missing a default.',
      );
    }
    return binary(operator, left, right, booleanType);
  };
}

const byIdentity: Kind[] = ['array', 'object', 'date', 'error', 'other'];

function equality(operator: '===' | '!=='): OperatorReader {
  return (node, left, right) => {
    const isMissing = (side: Expression) => side.kind === 'literal' && side.value == null;
    if (left.type.kinds.has('error') || right.type.kinds.has('error')) {
      if (![left, right].some(isMissing)) refuseErrorComparison(node);
    }
    if (![left, right].some(isMissing) && [left, right].every(({ type }) => mayBe(type, ...byIdentity))) {
      refuse(
        node,
        'ASL104',
        'JavaScript compares objects by identity, which JSON does not have.',
        'Compare what identifies them: a.id === b.id.',
      );
    }
    const nullish = [left, right].map((side) => mayBe(side.type, 'null', 'undefined'));
    if (nullish.every(Boolean)) {
      if ([left, right].some((side) => !isMissing(side) && confusesNull(side))) refuseConfusion(node);
      const both = [left, right].every((side) => !isMissing(side) && mayBe(side.type, 'undefined'));
      if (both && [left, right].some(({ type }) => mayBe(type, 'null'))) refuseConfusion(node);
    }
    return binary(operator, left, right, booleanType);
  };
}

function refuseErrorComparison(node: Node): never {
  return refuse(node, 'ASL111', 'Caught errors cannot be compared.', 'Compare error.type.');
}

function looseEquality(operator: '===' | '!=='): OperatorReader {
  return (node, left, right, rightNode) => {
    const [missing, other] = [
      [left, right].find((side) => side.kind === 'literal' && side.value == null),
      [left, right].find((side) => !(side.kind === 'literal' && side.value == null)),
    ];
    if (missing) {
      const test = isNullish(other ?? missing);
      return operator === '===' ? test : not(test);
    }
    const alike = (['string', 'number', 'boolean'] as const).some((kind) =>
      [left, right].every(({ type }) => isOnly(type, kind)),
    );
    if (!alike) {
      refuse(
        node,
        'ASL103',
        'JSONata does not convert before it compares.',
        'Use === on values of one type.',
      );
    }
    return equality(operator)(node, left, right, rightNode);
  };
}

function logical(
  operator: '&&' | '||' | '??',
  left: Expression,
  right: Expression,
  kept: ValueType,
): Expression {
  return { kind: 'logical', operator, left, right, type: union(kept, right.type) };
}

/** The left side is the result only when it counts as false. */
function readAnd(node: Node, left: Expression, right: Expression): Expression {
  return distinct(node, logical('&&', left, right, without(left.type, 'array', 'object', 'date', 'error')));
}

/** The left side is the result only when it counts as true. */
function readOr(node: Node, left: Expression, right: Expression): Expression {
  return distinct(node, logical('||', left, right, without(left.type, 'null', 'undefined', 'nan')));
}

function readOrElse(node: Node, left: Expression, right: Expression): Expression {
  return distinct(node, logical('??', left, right, without(left.type, 'null', 'undefined')));
}

function readIn(node: Node, left: Expression, right: Expression): Expression {
  if (!isOnly(right.type, 'object') || !isOnly(left.type, 'string')) {
    refuse(node, 'ASL103', 'Only a key of an object can be looked for.', 'Use includes on a list.');
  }
  return binary('in', left, right, booleanType);
}
