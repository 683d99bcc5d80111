import { builtinNamed } from './builtins.ts';
import { type ArrayItem, type Expression, type ObjectEntry, Variable, variable } from './expression.ts';
import {
  apply,
  choose,
  constant,
  isUnsayable,
  type Jsonata,
  lambda,
  list,
  operation,
  pattern,
  read,
} from './jsonata-syntax.ts';
import { isOnly, mayBe, type ValueType, without } from './value-type.ts';

/*
 * Where JavaScript has undefined, or NaN, JSONata has nothing: a field that is absent, an expression without a result.
 * Nothing goes through arithmetic and comparison as NaN does, and leaves its key out of an object. What is kept (a state
 * variable, a list's element) cannot be nothing: it is null there.
 */

/** The expression in JSONata: the same value, and nothing (or null, where it was kept) for undefined and NaN. */
export function lower(expression: Expression): Jsonata {
  switch (expression.kind) {
    case 'literal':
      return isAbsent(expression) ? nothing : constant(expression.value as string | number | boolean | null);
    case 'variable':
      return read(expression.variable);
    case 'context':
      return { kind: 'states', path: contextPaths[expression.what] };
    case 'property':
      return fieldOf(lower(expression.object), expression.name);
    case 'element':
      return lowerElement(expression.object, expression.index);
    case 'unary':
      return lowerUnary(expression);
    case 'binary':
      return lowerBinary(expression);
    case 'logical':
      return lowerLogical(expression, lower);
    case 'conditional':
      return branch(expression.test, expression.then, expression.otherwise, lower);
    case 'template':
      return lowerTemplate(expression.parts);
    case 'array':
      return list(...expression.items.flatMap(lowerItem));
    case 'object':
      return lowerObject(expression.entries);
    case 'regex':
      return pattern(expression.source, expression.flags.replace('g', ''));
    case 'call':
      return builtinNamed(expression.callee).lower(expression.args, expression.type);
    case 'lambda':
      return lambda(expression.parameters, lower(expression.body));
    case 'let':
      return { ...letOf(expression), body: lower(expression.body) };
    case 'stored':
      return lowerStored(expression.value);
    case 'condition':
      return lowerBoolean(expression.value);
  }
}

const contextPaths = {
  result: 'result',
  input: 'input',
  errorOutput: 'errorOutput',
  executionName: 'context.Execution.Name',
  executionId: 'context.Execution.Id',
  executionStartTime: 'context.Execution.StartTime',
  taskToken: 'context.Task.Token',
} as const;

const nothing: Jsonata = { kind: 'filter', list: list(), index: constant(0) };

function isAbsent(expression: Expression): boolean {
  return expression.kind === 'literal' && (expression.value === undefined || Number.isNaN(expression.value));
}

/** Uses a value more than once: under a local name, unless it is as short as one. */
export function bind(name: string, value: Jsonata, use: (value: Jsonata) => Jsonata): Jsonata {
  if (isShort(value)) return use(value);
  const variable = new Variable(name, 'local');
  return { kind: 'block', variable, value, body: use(read(variable)) };
}

function isShort(value: Jsonata): boolean {
  if (value.kind === 'path') return isShort(value.object);
  return value.kind === 'literal' || value.kind === 'variable' || value.kind === 'states';
}

function letOf({ variable, value }: Extract<Expression, { kind: 'let' }>) {
  return { kind: 'block', variable, value: lower(value) } as const;
}

function branch(
  test: Expression,
  then: Expression,
  otherwise: Expression,
  how: (expression: Expression) => Jsonata,
): Jsonata {
  if (how !== lowerStored) {
    if (isAbsent(otherwise)) return choose(lowerTest(test), how(then));
    if (isAbsent(then)) return choose(lowerNot(test), how(otherwise));
  }
  const lowered = lowerTest(test);
  const [opposite] = lowered.kind === 'call' && lowered.name === 'not' ? lowered.args : [];
  return opposite && isBoolean(opposite)
    ? choose(opposite, how(otherwise), how(then))
    : choose(lowered, how(then), how(otherwise));
}

// Absence

/** How an absent value of this expression shows: what is kept is null, what is computed is nothing. */
function absence(expression: Expression): 'null' | 'nothing' | 'either' {
  switch (expression.kind) {
    case 'variable':
      return expression.variable.scope === 'state' ? 'null' : 'either';
    case 'context':
      return expression.what === 'result' ? 'either' : 'nothing';
    case 'stored':
      return 'null';
    case 'element':
      return mayBe(expression.object.type.element ?? unknownElement, 'undefined', 'nan')
        ? 'either'
        : 'nothing';
    case 'conditional':
      return both(expression.then, expression.otherwise);
    case 'logical':
      return both(expression.left, expression.right);
    case 'let':
      return absence(expression.body);
    default:
      return 'nothing';
  }
}

const unknownElement: ValueType = { kinds: new Set(['object']) };

function both(one: Expression, other: Expression): 'null' | 'nothing' | 'either' {
  const found = [one, other]
    .filter((each) => !isAbsent(each) && mayBe(each.type, 'undefined', 'nan'))
    .map(absence);
  if ([one, other].some(isAbsent)) found.push('nothing');
  return found.every((each) => each === found[0]) ? (found[0] ?? 'nothing') : 'either';
}

/** Whether an undefined of this expression cannot be told from its null. */
export function confusesNull(expression: Expression): boolean {
  return (
    mayBe(expression.type, 'undefined') && mayBe(expression.type, 'null') && absence(expression) !== 'nothing'
  );
}

/** With null for an absent value. */
export function lowerStored(expression: Expression): Jsonata {
  if (isAbsent(expression)) return constant(null);
  if (!mayBe(expression.type, 'undefined', 'nan')) return lower(expression);
  if (expression.kind === 'conditional') {
    return branch(expression.test, expression.then, expression.otherwise, lowerStored);
  }
  if (expression.kind === 'let') return { ...letOf(expression), body: lowerStored(expression.body) };
  if (expression.kind === 'logical') return lowerLogical(expression, lowerStored);
  if (absence(expression) === 'null') return lower(expression);
  return bind('value', lower(expression), (value) => choose(apply('exists', value), value, constant(null)));
}

/** With nothing for an absent value. */
export function lowerExact(expression: Expression): Jsonata {
  if (!mayBe(expression.type, 'undefined', 'nan') || absence(expression) === 'nothing')
    return lower(expression);
  if (expression.kind === 'conditional') {
    return branch(expression.test, expression.then, expression.otherwise, lowerExact);
  }
  if (expression.kind === 'let') return { ...letOf(expression), body: lowerExact(expression.body) };
  if (mayBe(expression.type, 'null')) return lower(expression);
  return bind('value', lower(expression), (value) => choose(present(value), value));
}

/** Neither absent nor null. */
function present(value: Jsonata): Jsonata {
  return operation(value, '!=', constant(null));
}

// Truth

/** A value whose truth in JSONata is that of the expression in JavaScript, for a place that asks for nothing else. */
export function lowerTest(expression: Expression): Jsonata {
  switch (expression.kind) {
    case 'literal':
      return constant(Boolean(expression.value));
    case 'condition':
    case 'stored':
      return lowerTest(expression.value);
    case 'logical':
      if (expression.operator === '??') break;
      return operation(
        lowerTest(expression.left),
        expression.operator === '&&' ? 'and' : 'or',
        lowerTest(expression.right),
      );
    default:
  }
  return testOf(lower(expression), expression.type);
}

/** JSONata's truth is JavaScript's but for lists and objects, which are always true. */
function testOf(value: Jsonata, type: ValueType): Jsonata {
  if (!mayBe(type, 'array', 'object', 'date', 'error')) return value;
  if (isOnly(type, 'array', 'object', 'date', 'error', 'null', 'undefined')) return present(value);
  return bind('value', value, (bound) =>
    operation(
      operation(apply('type', bound), 'in', list(constant('array'), constant('object'))),
      'or',
      bound,
    ),
  );
}

/** `true` or `false`: the truth of the expression. */
export function lowerBoolean(expression: Expression): Jsonata {
  if (expression.kind === 'unary' && expression.operator === '!') return lowerNot(expression.operand);
  const test = lowerTest(expression);
  if (isBoolean(test) || isOnly(expression.type, 'boolean')) return test;
  if (isOnly(expression.type, 'string')) return operation(test, '!=', constant(''));
  if (isOnly(expression.type, 'number')) return operation(test, '!=', constant(0));
  if (isOnly(expression.type, 'boolean', 'undefined', 'null')) return operation(test, '=', constant(true));
  return choose(test, constant(true), constant(false));
}

function lowerNot(expression: Expression): Jsonata {
  if (expression.kind === 'unary' && expression.operator === '!') return lowerBoolean(expression.operand);
  if (expression.kind === 'condition' || expression.kind === 'stored') return lowerNot(expression.value);
  if (expression.kind === 'binary' && isEquality(expression)) return lowerEquality(expression, true);
  if (expression.kind === 'unary' && expression.operator === 'isNullish')
    return present(lower(expression.operand));
  const test = lowerTest(expression);
  if (test.kind === 'literal') return constant(!test.value);
  if (isBoolean(test) || isOnly(expression.type, 'boolean')) return apply('not', test);
  if (isOnly(expression.type, 'string')) return operation(test, '=', constant(''));
  if (isOnly(expression.type, 'number')) return operation(test, '=', constant(0));
  return choose(test, constant(false), constant(true));
}

const yieldBoolean = new Set(['exists', 'contains', 'not']);

/** Whether the value is a boolean whatever happens. */
function isBoolean(value: Jsonata): boolean {
  switch (value.kind) {
    case 'literal':
      return typeof value.value === 'boolean';
    case 'binary':
      return ['=', '!=', '<', '<=', '>', '>=', 'in', 'and', 'or'].includes(value.operator);
    case 'call':
      return yieldBoolean.has(value.name);
    case 'conditional':
      return value.otherwise !== undefined && isBoolean(value.then) && isBoolean(value.otherwise);
    default:
      return false;
  }
}

// Operators

function lowerUnary({ operator, operand }: Extract<Expression, { kind: 'unary' }>): Jsonata {
  switch (operator) {
    case '!':
      return lowerNot(operand);
    case '-':
      return { kind: 'negate', operand: lowerExact(operand) };
    case 'isNullish':
      return apply('not', present(lower(operand)));
    case 'typeof':
      return lowerTypeof(operand);
  }
}

function lowerTypeof(operand: Expression): Jsonata {
  return bind('value', lowerExact(operand), (value) => {
    const type = apply('type', value);
    const named = mayBe(operand.type, 'array', 'null')
      ? choose(operation(type, 'in', list(constant('array'), constant('null'))), constant('object'), type)
      : type;
    return choose(apply('exists', value), named, constant('undefined'));
  });
}

type Logical = Extract<Expression, { kind: 'logical' }>;
type Binary = Extract<Expression, { kind: 'binary' }>;

function lowerBinary(expression: Binary): Jsonata {
  const { operator, left, right } = expression;
  switch (operator) {
    case '===':
    case '!==':
      return lowerEquality(expression, false);
    case '<':
    case '<=':
    case '>':
    case '>=': {
      const compared = operation(lowerExact(left), operator, lowerExact(right));
      return [left, right].some(({ type }) => mayBe(type, 'nan'))
        ? operation(compared, '=', constant(true))
        : compared;
    }
    case '**':
      return apply('power', lowerExact(left), lower(right));
    case 'in':
      return apply('exists', lookUp(lower(right), left));
    default:
      return operation(lowerExact(left), operator, lowerExact(right));
  }
}

function isEquality({ operator }: Binary): boolean {
  return operator === '===' || operator === '!==';
}

function lowerEquality({ operator, left, right }: Binary, negated: boolean): Jsonata {
  const equal = (operator === '===') !== negated;
  if (left.kind === 'literal' && right.kind !== 'literal') {
    return lowerEquality({ kind: 'binary', operator, left: right, right: left, type: left.type }, negated);
  }
  if (isAbsent(right)) return absentTest(left, equal);
  if (left.kind === 'unary' && left.operator === 'typeof' && right.kind === 'literal') {
    return typeofTest(left.operand, String(right.value), equal);
  }
  const absentTwice = [left, right].every(({ type }) => mayBe(type, 'undefined'));
  const lowered = absentTwice ? lowerStored : lowerExact;
  const [one, other] = [lowered(left), lowered(right)];
  if (equal) return operation(one, '=', other);
  return absentTwice || [left, right].every(cannotBeNothing)
    ? operation(one, '!=', other)
    : apply('not', operation(one, '=', other));
}

/** Whether the value is there in any case. A declared type is not enough: data from outside may lack a field. */
function cannotBeNothing(expression: Expression): boolean {
  if (expression.kind === 'variable') return !mayBe(expression.type, 'undefined', 'nan');
  if (expression.kind === 'property' || expression.kind === 'element') {
    return isOnly(expression.type, 'string', 'number', 'boolean', 'null');
  }
  return !mayBe(expression.type, 'undefined', 'nan');
}

function absentTest(of: Expression, equal: boolean): Jsonata {
  const value = lower(of);
  switch (absence(of)) {
    case 'nothing':
      return equal ? apply('not', apply('exists', value)) : apply('exists', value);
    case 'null':
      return operation(value, equal ? '=' : '!=', constant(null));
    case 'either':
      return equal ? apply('not', present(value)) : present(value);
  }
}

function typeofTest(of: Expression, name: string, equal: boolean): Jsonata {
  if (name === 'undefined') return absentTest(of, equal);
  const type = apply('type', lowerExact(of));
  const test =
    name === 'object'
      ? operation(
          type,
          'in',
          list(...['object', 'array', ...(mayBe(of.type, 'null') ? ['null'] : [])].map(constant)),
        )
      : operation(type, '=', constant(name));
  return equal ? test : apply('not', test);
}

/** `how` is what becomes of the operand that is the result. */
function lowerLogical(expression: Logical, how: (operand: Expression) => Jsonata): Jsonata {
  const { operator, left, right } = expression;
  if (operator !== '??' && [left, right].every(({ type }) => isOnly(type, 'boolean')))
    return lowerTest(expression);
  if (operator === '&&' && isOnly(left.type, 'boolean'))
    return choose(lowerTest(left), how(right), constant(false));
  if (operator === '||' && isOnly(left.type, 'boolean'))
    return choose(lowerTest(left), constant(true), how(right));
  const held = new Variable('value', 'local');
  const bound = isShortExpression(left) ? left : variable(held, left.type);
  const test = operator === '??' ? present(lower(bound)) : lowerTest(bound);
  const kept = { ...bound, type: without(left.type, 'null', 'undefined', 'nan') };
  const [then, otherwise] = operator === '&&' ? [right, bound] : [kept, right];
  const chosen =
    isAbsent(otherwise) && how !== lowerStored
      ? choose(test, how(then))
      : choose(test, how(then), how(otherwise));
  return bound === left ? chosen : { kind: 'block', variable: held, value: lower(left), body: chosen };
}

function isShortExpression(expression: Expression): boolean {
  if (expression.kind === 'property') return isShortExpression(expression.object);
  return expression.kind === 'literal' || expression.kind === 'variable' || expression.kind === 'context';
}

// Text

function lowerTemplate(parts: readonly Expression[]): Jsonata {
  const [first, ...others] = parts;
  if (!first) return constant('');
  if (others.length === 0) return isOnly(first.type, 'string') ? lower(first) : textOf(first, true);
  return parts.map((part) => textOf(part, false)).reduce((one, other) => operation(one, '&', other));
}

/** A value as text. What stands beside `&` becomes text by itself (`alone` is false). */
function textOf(part: Expression, alone: boolean): Jsonata {
  const asText = (value: Jsonata) =>
    alone && !isOnly(without(part.type, 'undefined'), 'string') ? apply('string', value) : value;
  const absent = mayBe(part.type, 'nan') ? 'NaN' : 'undefined';
  if (!mayBe(part.type, 'undefined', 'nan')) return asText(lower(part));
  return bind('value', lowerExact(part), (value) =>
    choose(apply('exists', value), asText(value), constant(absent)),
  );
}

// Lists and objects

/** What JSONata's constructor takes to make the list: it would flatten a list among the items, so that is put in brackets. */
export function lowerItem({ value, spread }: ArrayItem): Jsonata[] {
  if (!spread) return [item(value)];
  if (isOnly(value.type, 'string')) return [apply('split', lower(value), constant(''))];
  const lowered = lower(value);
  if (lowered.kind === 'array') return [...lowered.items];
  return [lowered.kind === 'range' ? apply('append', list(), lowered) : lowered];
}

/** One element of a list under construction, by `[…]` or by `$append`. */
export function item(value: Expression): Jsonata {
  if (!mayBe(value.type, 'array')) return lowerStored(value);
  if (isOnly(value.type, 'array')) return inBrackets(lower(value));
  return bind('value', lowerStored(value), (bound) =>
    choose(operation(apply('type', bound), '=', constant('array')), list(inBrackets(bound)), bound),
  );
}

function inBrackets(value: Jsonata): Jsonata {
  return value.kind === 'array' ? value : list(value);
}

function fieldOf(object: Jsonata, name: string): Jsonata {
  return isUnsayable(name) ? apply('lookup', object, constant(name)) : { kind: 'path', object, name };
}

/** `object[key]`. */
export function lookUp(object: Jsonata, key: Expression): Jsonata {
  return key.kind === 'literal'
    ? fieldOf(object, String(key.value))
    : apply('lookup', object, lowerTemplate([key]));
}

function lowerElement(object: Expression, index: Expression): Jsonata {
  const receiver = without(object.type, 'null', 'undefined');
  if (isOnly(receiver, 'object')) return lookUp(lower(object), index);
  const position = lower(index);
  if (isOnly(receiver, 'string')) {
    return bind('text', lower(object), (text) =>
      bind('index', position, (at) => {
        const within = operation(at, '<', apply('length', text));
        return choose(
          index.type.natural ? within : operation(operation(at, '>=', constant(0)), 'and', within),
          apply('substring', text, at, constant(1)),
        );
      }),
    );
  }
  const elements = lower(object);
  if (index.type.natural) return { kind: 'filter', list: elements, index: position };
  return bind('index', position, (at) =>
    choose(operation(at, '>=', constant(0)), { kind: 'filter', list: elements, index: at }),
  );
}

function lowerObject(entries: readonly ObjectEntry[]): Jsonata {
  const parts: Jsonata[] = [];
  let fields: [Jsonata, Jsonata][] = [];
  const closeFields = () => {
    if (fields.length > 0) parts.push({ kind: 'object', entries: fields });
    fields = [];
  };
  for (const entry of entries) {
    if (entry.kind === 'spread') {
      if (isEmpty(entry.value)) continue;
      closeFields();
      parts.push(spreadPart(entry.value));
      continue;
    }
    const { key, value } = entry;
    const name = lowerTemplate([key]);
    const isDynamic = key.kind !== 'literal';
    if (mayBe(value.type, 'undefined') && (isDynamic ? parts.length + fields.length > 0 : parts.length > 0)) {
      closeFields();
      const [only, ...others] = parts;
      const before = only && others.length === 0 ? only : merged(parts);
      parts.splice(0, parts.length, withoutKey(before, name));
    }
    fields = fields.filter(
      ([other]) => !(other.kind === 'literal' && name.kind === 'literal' && other.value === name.value),
    );
    if (isDynamic) closeFields();
    if (!isAbsent(value))
      fields.push([name, mayBe(value.type, 'nan') ? lowerStored(value) : lowerExact(value)]);
    if (isDynamic) closeFields();
  }
  closeFields();
  return merged(parts);
}

function merged(parts: readonly Jsonata[]): Jsonata {
  const [only, ...others] = parts;
  if (!only) return { kind: 'object', entries: [] };
  return only.kind === 'object' && others.length === 0 ? only : apply('merge', list(...parts));
}

/** A later key replaces an earlier one even when its value is undefined. */
function withoutKey(object: Jsonata, key: Jsonata): Jsonata {
  const [value, name] = [new Variable('value', 'local'), new Variable('key', 'local')];
  return apply('sift', object, lambda([value, name], operation(read(name), '!=', key)));
}

/** Nothing where there is nothing to spread. */
function spreadPart(value: Expression): Jsonata {
  if (value.kind === 'logical' && value.operator === '&&') {
    return choose(lowerTest(value.left), spreadPart(value.right));
  }
  if (value.kind === 'conditional') {
    if (isEmpty(value.otherwise)) return choose(lowerTest(value.test), spreadPart(value.then));
    if (isEmpty(value.then)) return choose(lowerNot(value.test), spreadPart(value.otherwise));
    return choose(lowerTest(value.test), spreadPart(value.then), spreadPart(value.otherwise));
  }
  if (isOnly(value.type, 'object')) return lower(value);
  return bind('value', lower(value), (bound) => choose(present(bound), bound));
}

/** An object without keys, or a primitive, as `false` of `condition && object`. */
function isEmpty(value: Expression): boolean {
  return value.kind === 'object' ? value.entries.length === 0 : value.kind === 'literal';
}
