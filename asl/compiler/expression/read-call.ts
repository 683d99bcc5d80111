import { type CallExpression, type NewExpression, Node, SyntaxKind } from 'ts-morph';
import { refuse } from '../diagnostics/diagnostics.ts';
import { builtinNamed, builtins } from './builtins.ts';
import type { Builtin, Parameter } from './builtins/builtin.ts';
import { arrayOf, call, context, entry, type Expression, literal, objectOf, template } from './expression.ts';
import { importedName, isGlobal } from './globals.ts';
import { chained, describe, readExpression, textual } from './read.ts';
import { caughtError, failureOf } from './read-error.ts';
import { inlineCall, readCallback } from './read-function.ts';
import type { Scope } from './scope.ts';
import {
  isOnly,
  mayBe,
  naturalType,
  stringType,
  typeOf,
  unknownType,
  type ValueType,
  valueTypeOf,
  without,
} from './value-type.ts';

/** A call of a function or a method, or `new Date(…)`. */
export function readCall(node: CallExpression | NewExpression, scope: Scope): Expression {
  const callee = node.getExpression();
  if (Node.isNewExpression(node)) {
    if (callee.getText() === 'Date' && isGlobal(callee)) return readDate(node, scope);
    return refuse(
      node,
      'ASL113',
      `A ${callee.getText()} is not JSON.`,
      'Use plain data: objects, lists, texts, numbers.',
    );
  }
  if (Node.isPropertyAccessExpression(callee)) {
    const owner = callee.getExpression();
    const qualified = callee.getText();
    if (isNamespace(owner)) {
      const builtin = builtins[qualified];
      if (builtin) return callOf(node, qualified, builtin, [], scope);
      return refuseCall(node, qualified);
    }
    return readMethod(node, readExpression(owner, scope), callee.getName(), scope);
  }
  return readFunction(node, callee, scope);
}

const namespaces = new Set(['Math', 'Number', 'Object', 'JSON', 'Date', 'Array']);

function isNamespace(owner: Node): boolean {
  return namespaces.has(owner.getText()) && isGlobal(owner);
}

function readFunction(node: CallExpression, callee: Node, scope: Scope): Expression {
  const name = callee.getText();
  const imported = importedName(callee);
  if (imported) return readImported(node, imported, scope);
  if (!isGlobal(callee)) {
    const args = node.getArguments().map((arg) => readArgument(arg, scope));
    return inlineCall(node, callee, args, scope);
  }
  if (name === 'String') {
    const [value] = node.getArguments();
    return value ? template(textual(value, readExpression(value, scope))) : literal('');
  }
  const builtin = Object.hasOwn(builtins, name) && name !== 'Date' ? builtins[name] : undefined;
  return builtin ? callOf(node, name, builtin, [], scope) : refuseCall(node, name);
}

function readArgument(arg: Node, scope: Scope): Expression {
  if (Node.isSpreadElement(arg)) {
    refuse(
      arg,
      'ASL109',
      'The number of arguments must be known.',
      'Give the arguments one by one, or one list.',
    );
  }
  return readExpression(arg, scope);
}

/** What the workflow API and the patterns say without waiting. */
function readImported(
  node: CallExpression,
  { name, from }: { name: string; from: string },
  scope: Scope,
): Expression {
  const [argument] = node.getArguments();
  switch (name) {
    case 'workflowInfo':
      return objectOf(
        entry('workflowId', context('executionName', stringType)),
        entry('runId', context('executionId', stringType)),
        entry('startTime', call('Date', typeOf('date'), context('executionStartTime', stringType))),
      );
    case 'uuid4':
      return call('uuid4', stringType);
    case 'patched':
      return literal(true);
    case 'isCancellation':
      return literal(false);
    case 'failureOf':
      return argument
        ? failureOf(caughtError(argument, readExpression(argument, scope)))
        : refuseCall(node, name);
    default:
      return refuse(
        node,
        'ASL102',
        `${name} of ${from === 'temporal' ? 'the Temporal workflow API' : 'the patterns'} is not a value.`,
        'Use it as a statement of the workflow, as docs/asl-language.md shows.',
      );
  }
}

function readDate(node: NewExpression, scope: Scope): Expression {
  if (node.getArguments().length > 1) {
    refuse(node, 'ASL103', 'Its parts are read in local time.', 'Use Date.parse of an RFC 3339 text in UTC.');
  }
  return callOf(node, 'Date', builtinNamed('Date'), [], scope);
}

function refuseCall(node: Node, name: string): never {
  return refuse(
    node,
    'ASL102',
    `${name} has no counterpart in JSONata.`,
    'Use the functions in docs/asl-language.md, or an activity.',
  );
}

// Methods

function readMethod(node: CallExpression, object: Expression, name: string, scope: Scope): Expression {
  return chained(node, object, (receiver) => {
    if (receiver.kind === 'regex') return methodOf(node, 'regex', receiver, name, scope);
    const family = (['string', 'array', 'date', 'number', 'boolean'] as const).find((kind) =>
      isOnly(receiver.type, kind),
    );
    const isDate = isOnly(receiver.type, 'date', 'nan');
    if (family ?? isDate) return methodOf(node, family ?? 'date', receiver, name, scope);
    return refuse(
      node,
      'ASL102',
      `${name} of ${describe(receiver.type)} cannot be exported.`,
      'Give the value one type, and use a method of it from docs/asl-language.md.',
    );
  });
}

/** Methods that change their list, and what they do to one that nothing else knows. */
const onFreshList: Record<string, string> = { reverse: 'toReversed', sort: 'toSorted' };

function methodOf(
  node: CallExpression,
  family: string,
  receiver: Expression,
  name: string,
  scope: Scope,
): Expression {
  const copied = family === 'array' && isFresh(receiver) ? (onFreshList[name] ?? name) : name;
  const qualified = `${family}.${copied}`;
  const builtin = Object.hasOwn(builtins, qualified) ? builtins[qualified] : undefined;
  if (builtin) return callOf(node, qualified, builtin, [receiver], scope);
  const instead: Record<string, string> = {
    forEach: 'Write for (const item of items).',
    reverse: 'Use toReversed(), which makes a new list.',
    sort: 'Use toSorted(), which makes a new list.',
    push: 'Make it a statement of its own.',
    match: 'Use test(), or take the text apart with split().',
  };
  return refuse(
    node,
    'ASL102',
    `${name} of ${describe(receiver.type)} has no counterpart in JSONata.`,
    instead[name] ?? 'Use the methods in docs/asl-language.md, or an activity.',
  );
}

const makeLists = new Set([
  'array.map',
  'array.filter',
  'array.slice',
  'array.concat',
  'string.split',
  'Object.keys',
]);

function isFresh(list: Expression): boolean {
  return list.kind === 'array' || (list.kind === 'call' && makeLists.has(list.callee));
}

// Arguments

function callOf(
  node: CallExpression | NewExpression,
  name: string,
  builtin: Builtin,
  receiver: readonly Expression[],
  scope: Scope,
): Expression {
  const given = node.getArguments();
  if (name === 'Array.from') return readArrayFrom(node, builtin, scope);
  if (builtin.variadic && given.some((arg) => Node.isSpreadElement(arg))) {
    return readSpreadCall(node, name, builtin, receiver, scope);
  }
  const args = [...receiver];
  for (const [index, arg] of given.entries()) {
    const parameter = builtin.parameters[index] ?? (builtin.variadic ? builtin.parameters.at(-1) : undefined);
    if (parameter === undefined) {
      refuse(
        arg,
        'ASL102',
        `${name} with ${given.length} arguments cannot be exported.`,
        'Leave the last argument out.',
      );
    }
    args.push(readParameter(arg, name, parameter, args, scope));
  }
  const missing = (builtin.required ?? builtin.parameters.length) - given.length;
  if (missing > 0 && name !== 'array.reduce') {
    refuse(node, 'ASL102', `${name} without its arguments cannot be exported.`, 'Give the arguments.');
  }
  return finished(node, name, builtin, args);
}

function finished(node: Node, name: string, builtin: Builtin, args: readonly Expression[]): Expression {
  builtin.check?.(args, node);
  const checked = without(
    valueTypeOf(node),
    ...(Node.isCallExpression(node) && isChain(node) ? (['undefined'] as const) : []),
  );
  const type = builtin.type?.(args, checked) ?? checked;
  return call(name, withNaN(type, name, args), ...args);
}

function isChain(node: CallExpression): boolean {
  return node.getDescendantsOfKind(SyntaxKind.QuestionDotToken).length > 0;
}

/** NaN goes through a function of `Math`. */
function withNaN(type: ValueType, name: string, args: readonly Expression[]): ValueType {
  const passesOn = name.startsWith('Math.') && args.some((arg) => mayBe(arg.type, 'nan'));
  return passesOn ? { kinds: new Set([...type.kinds, 'nan']) } : type;
}

function readParameter(
  arg: Node,
  name: string,
  parameter: Parameter,
  before: readonly Expression[],
  scope: Scope,
): Expression {
  const isFunction = Node.isArrowFunction(arg) || Node.isFunctionExpression(arg);
  if (parameter === 'callback' || (parameter === 'anything' && isFunction)) {
    return readCallback(arg, scope, callbackTypes(name, before));
  }
  const value = readArgument(arg, scope);
  if (parameter === 'anything' || value.kind === 'regex') return value;
  if (!isOnly(value.type, ...parameter)) {
    const wanted = describe(typeOf(...parameter.filter((kind) => kind !== 'other')));
    refuse(
      arg,
      'ASL103',
      `${name} is given ${describe(value.type)} where JSONata needs ${wanted}.`,
      'Convert it, or give it a default, first.',
    );
  }
  return value;
}

/** What is known of the arguments that a callback gets. */
function callbackTypes(name: string, [receiver]: readonly Expression[]): ValueType[] {
  if (name === 'array.reduce' || name === 'array.toSorted') return [];
  return [receiver?.type.element ?? unknownType, naturalType];
}

/** `Math.max(…list)`, `list.concat(…lists)`. */
function readSpreadCall(
  node: CallExpression | NewExpression,
  name: string,
  builtin: Builtin,
  receiver: readonly Expression[],
  scope: Scope,
): Expression {
  const items = node
    .getArguments()
    .map((arg) =>
      Node.isSpreadElement(arg)
        ? { value: readExpression(arg.getExpression(), scope), spread: true }
        : { value: readExpression(arg, scope), spread: false },
    );
  const list = arrayOf(...items);
  const isOfNumbers = list.type.element !== undefined && isOnly(list.type.element, 'number');
  if (receiver.length > 0 || !isOfNumbers || items.every(({ spread }) => spread)) {
    refuse(
      node,
      'ASL103',
      'Of no numbers at all, the largest is -Infinity, which JSON does not have.',
      'Give one number besides the list: Math.max(0, ...numbers).',
    );
  }
  return finished(node, name, builtin, [list]);
}

/** `Array.from({ length: n }, (_, index) => …)`. */
function readArrayFrom(node: CallExpression | NewExpression, builtin: Builtin, scope: Scope): Expression {
  const [source, callback] = node.getArguments();
  const length =
    Node.isObjectLiteralExpression(source) && source.getProperties().length === 1
      ? source.getProperty('length')
      : undefined;
  if (!Node.isPropertyAssignment(length) || !callback) {
    return refuse(
      node,
      'ASL102',
      'Array.from is known in one form only.',
      'Write Array.from({ length: count }, (_, index) => …).',
    );
  }
  const count = readExpression(length.getInitializerOrThrow(), scope);
  if (!isOnly(count.type, 'number')) {
    refuse(length, 'ASL103', `The length is ${describe(count.type)}.`, 'Give a number.');
  }
  const made = readCallback(callback, scope, [typeOf('undefined'), naturalType]);
  return finished(node, 'Array.from', builtin, [count, made]);
}
