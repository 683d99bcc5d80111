import {
  type ArrayItem,
  condition,
  type Expression,
  literal,
  type ObjectEntry,
  type Primitive,
  stored,
  type Variable,
} from './expression.ts';
import { mapParts, substitute, visit } from './rewrite.ts';
import { isOnly, mayBe } from './value-type.ts';

/**
 * The expression made simpler: what is known is computed, branches that cannot be taken are gone, a name used once is
 * replaced by its value. A test of what the type says already is kept: data from outside need not be what it is declared.
 */
export function fold(expression: Expression): Expression {
  return foldOnce(mapParts(expression, fold));
}

function foldOnce(expression: Expression): Expression {
  switch (expression.kind) {
    case 'property':
      return propertyOf(expression) ?? expression;
    case 'element':
      return elementAt(expression) ?? expression;
    case 'unary':
      return foldUnary(expression);
    case 'binary':
      return foldBinary(expression);
    case 'logical':
      return foldLogical(expression);
    case 'conditional': {
      const known = truth(expression.test);
      if (known !== undefined) return known ? expression.then : expression.otherwise;
      const opposite = negation(expression.test);
      return opposite
        ? { ...expression, test: opposite, then: expression.otherwise, otherwise: expression.then }
        : expression;
    }
    case 'template':
      return foldTemplate(expression);
    case 'array':
      return { ...expression, items: expression.items.flatMap(spreadItems) };
    case 'object':
      return { ...expression, entries: expression.entries.flatMap(spreadEntries) };
    case 'call':
      return foldCall(expression);
    case 'let':
      return foldLet(expression);
    case 'stored':
      return expression.value.kind === 'literal' && expression.value.value === undefined
        ? literal(null)
        : stored(expression.value);
    case 'condition': {
      const known = truth(expression.value);
      return known === undefined ? condition(expression.value) : literal(known);
    }
    default:
      return expression;
  }
}

function valueOf(expression: Expression): { value: Primitive } | undefined {
  return expression.kind === 'literal' ? expression : undefined;
}

/** Whether the expression counts as true, when that is plain to see. */
function truth(expression: Expression): boolean | undefined {
  if (expression.kind === 'literal') return Boolean(expression.value);
  if (expression.kind === 'array' || expression.kind === 'object') return true;
  if (expression.kind === 'condition') return truth(expression.value);
  return undefined;
}

function negation(test: Expression): Expression | undefined {
  return test.kind === 'unary' && test.operator === '!' ? test.operand : undefined;
}

function propertyOf({
  object,
  name,
  type,
}: Pick<Extract<Expression, { kind: 'property' }>, 'object' | 'name' | 'type'>): Expression | undefined {
  if (object.kind !== 'object') return undefined;
  for (const [index, entry] of [...object.entries.entries()].toReversed()) {
    if (entry.kind === 'spread') {
      const isAlone = index === 0 && isOnly(entry.value.type, 'object');
      return isAlone ? foldOnce({ kind: 'property', object: entry.value, name, type }) : undefined;
    }
    if (entry.key.kind !== 'literal') return undefined;
    if (entry.key.value === name) return entry.value;
  }
  return literal(undefined);
}

function elementAt({
  object,
  index,
  type,
}: Extract<Expression, { kind: 'element' }>): Expression | undefined {
  const at = valueOf(index)?.value;
  if (object.kind === 'object' && typeof at === 'string') return propertyOf({ object, name: at, type });
  if (object.kind !== 'array' || typeof at !== 'number' || object.items.some(({ spread }) => spread))
    return undefined;
  return object.items[at]?.value ?? literal(undefined);
}

function foldUnary(expression: Extract<Expression, { kind: 'unary' }>): Expression {
  const { operator, operand } = expression;
  const known = valueOf(operand);
  switch (operator) {
    case '!': {
      const known = truth(operand);
      if (known !== undefined) return literal(!known);
      const inner = negation(operand);
      return inner ? condition(inner) : expression;
    }
    case '-':
      return known && known.value !== 0 ? literal(-Number(known.value)) : expression;
    case 'typeof':
      return known ? literal(known.value === null ? 'object' : typeof known.value) : expression;
    case 'isNullish':
      return known ? literal(known.value == null) : expression;
  }
}

function foldBinary(expression: Extract<Expression, { kind: 'binary' }>): Expression {
  const [left, right] = [valueOf(expression.left), valueOf(expression.right)];
  if (!left || !right) return expression;
  const [a, b] = [left.value as number, right.value as number];
  const results: Record<string, () => Primitive> = {
    '+': () => a + b,
    '-': () => a - b,
    '*': () => a * b,
    '/': () => a / b,
    '%': () => a % b,
    '**': () => a ** b,
    '===': () => a === b,
    '!==': () => a !== b,
    '<': () => a < b,
    '<=': () => a <= b,
    '>': () => a > b,
    '>=': () => a >= b,
  };
  const result = results[expression.operator]?.();
  const isJson =
    typeof result === 'boolean' ||
    typeof result === 'string' ||
    (Number.isFinite(result) && !Object.is(result, -0));
  return isJson ? literal(result) : expression;
}

function foldLogical(expression: Extract<Expression, { kind: 'logical' }>): Expression {
  const { operator, left, right } = expression;
  if (operator === '??') {
    const known = valueOf(left);
    if (known) return known.value == null ? right : left;
    if (right.kind === 'literal' && right.value === undefined && !mayBe(left.type, 'null')) return left;
    return expression;
  }
  const known = truth(left);
  if (known === undefined) {
    const after = valueOf(right)?.value;
    const isNeutral = after === (operator === '&&') && isOnly(left.type, 'boolean');
    return isNeutral ? left : expression;
  }
  return known === (operator === '&&') ? right : left;
}

function foldTemplate(expression: Extract<Expression, { kind: 'template' }>): Expression {
  const parts: Expression[] = [];
  for (const part of expression.parts.flatMap((each) => (each.kind === 'template' ? each.parts : [each]))) {
    const last = parts.at(-1);
    const [before, after] = [last && valueOf(last), valueOf(part)];
    if (after && before) parts.splice(-1, 1, literal(String(before.value) + String(after.value)));
    else if (after) parts.push(literal(String(after.value)));
    else parts.push(part);
  }
  const kept = parts.filter((part) => valueOf(part)?.value !== '');
  const [only, ...others] = kept;
  if (!only) return literal('');
  return others.length === 0 && isOnly(only.type, 'string') ? only : { ...expression, parts: kept };
}

function spreadItems(item: ArrayItem): readonly ArrayItem[] {
  return item.spread && item.value.kind === 'array' ? item.value.items : [item];
}

function spreadEntries(entry: ObjectEntry): readonly ObjectEntry[] {
  return entry.kind === 'spread' && entry.value.kind === 'object' ? entry.value.entries : [entry];
}

const computed: Record<string, (...args: never[]) => unknown> = {
  Number,
  parseInt,
  parseFloat,
  'Number.parseInt': parseInt,
  'Number.parseFloat': parseFloat,
  'Date.parse': Date.parse,
};

/** A call whose arguments are all known is the value it returns, when that is one that JSONata has too. */
function foldCall(expression: Extract<Expression, { kind: 'call' }>): Expression {
  const args = expression.args.map(valueOf);
  if (args.length === 0 || !args.every((arg) => arg !== undefined)) return expression;
  const values = args.map(({ value }) => value);
  const [family, name = ''] = expression.callee.split('.');
  const result = resultOf();
  const isText = typeof result === 'string' || typeof result === 'boolean';
  return isText || (typeof result === 'number' && Number.isFinite(result)) ? literal(result) : expression;

  function resultOf(): unknown {
    if (family === 'string' || family === 'number' || family === 'boolean') {
      const [receiver, ...rest] = values;
      const member = (Object(receiver) as Record<string, unknown>)[name];
      return typeof member === 'function' ? Reflect.apply(member, receiver, rest) : member;
    }
    if (family === 'Math') return (Math[name as 'max'] as (...args: unknown[]) => unknown)(...values);
    return computed[expression.callee]?.(...(values as never[]));
  }
}

function foldLet(expression: Extract<Expression, { kind: 'let' }>): Expression {
  const { variable, value, body } = expression;
  return isShort(value) || usedOnce(variable, body)
    ? fold(substitute(body, new Map([[variable, value]])))
    : expression;
}

function isShort(value: Expression): boolean {
  if (value.kind === 'property') return isShort(value.object);
  if (value.kind === 'object')
    return value.entries.every((entry) => entry.kind === 'property' && isShort(entry.value));
  return (
    value.kind === 'literal' ||
    value.kind === 'variable' ||
    value.kind === 'context' ||
    value.kind === 'lambda'
  );
}

/** Used at most once, and not in a function, where it would be computed for each element. */
function usedOnce(variable: Variable, body: Expression): boolean {
  let uses = 0;
  visit(body, (part) => {
    if (part.kind === 'variable' && part.variable === variable) uses++;
    if (part.kind === 'lambda') {
      visit(part.body, (inner) => {
        if (inner.kind === 'variable' && inner.variable === variable) uses++;
      });
    }
  });
  return uses <= 1;
}
