import { type Identifier, Node, SyntaxKind, ts, VariableDeclarationKind } from 'ts-morph';
import { refuse } from '../diagnostics/diagnostics.ts';
import {
  type ArrayItem,
  arrayOf,
  call,
  conditional,
  type Expression,
  isNullish,
  literal,
  type ObjectEntry,
  objectOf,
  property,
  template,
} from './expression.ts';
import { confusesNull } from './lower.ts';
import { isGlobal } from './globals.ts';
import { readCall } from './read-call.ts';
import { readErrorElement, readErrorProperty } from './read-error.ts';
import { readBinary, readPrefix } from './read-operator.ts';
import { moduleScope, type Scope } from './scope.ts';
import {
  fromChecker,
  isOnly,
  type Kind,
  mayBe,
  naturalType,
  stringType,
  typeOf,
  union,
  type ValueType,
  valueTypeOf,
  without,
} from './value-type.ts';

/**
 * What a TypeScript expression means.
 *
 * @throws Refusal when it cannot be said in JSONata with JavaScript's meaning
 */
export function readExpression(node: Node, scope: Scope): Expression {
  const evaluated = scope.evaluated?.(node);
  if (evaluated) return evaluated;
  if (Node.isParenthesizedExpression(node)) return readExpression(node.getExpression(), scope);
  if (Node.isAsExpression(node) || Node.isTypeAssertion(node)) {
    return retyped(readExpression(node.getExpression(), scope), valueTypeOf(node));
  }
  if (Node.isSatisfiesExpression(node)) return readExpression(node.getExpression(), scope);
  if (Node.isNonNullExpression(node)) {
    const value = readExpression(node.getExpression(), scope);
    return { ...value, type: without(value.type, 'null', 'undefined') };
  }
  if (Node.isStringLiteral(node) || Node.isNoSubstitutionTemplateLiteral(node))
    return literal(node.getLiteralText());
  if (Node.isNumericLiteral(node)) return literal(node.getLiteralValue());
  if (Node.isTrueLiteral(node)) return literal(true);
  if (Node.isFalseLiteral(node)) return literal(false);
  if (Node.isNullLiteral(node)) return literal(null);
  if (Node.isRegularExpressionLiteral(node)) return readPatternLiteral(node);
  if (Node.isIdentifier(node)) return readName(node, scope);
  if (Node.isTemplateExpression(node)) {
    const spans = node
      .getTemplateSpans()
      .flatMap((span) => [
        readText(span.getExpression(), scope),
        literal(span.getLiteral().getLiteralText()),
      ]);
    return template(literal(node.getHead().getLiteralText()), ...spans);
  }
  if (Node.isPropertyAccessExpression(node)) return readProperty(node, scope);
  if (Node.isElementAccessExpression(node)) return readElement(node, scope);
  if (Node.isArrayLiteralExpression(node)) return readArray(node, scope);
  if (Node.isObjectLiteralExpression(node)) return readObject(node, scope);
  if (Node.isConditionalExpression(node)) {
    const test = readExpression(node.getCondition(), scope);
    const then = readExpression(node.getWhenTrue(), scope);
    return distinct(node, conditional(test, then, readExpression(node.getWhenFalse(), scope)));
  }
  if (Node.isPrefixUnaryExpression(node)) return readPrefix(node, scope);
  if (Node.isTypeOfExpression(node)) {
    const operand = readExpression(node.getExpression(), scope);
    if (
      operand.type.kinds.has('date') ||
      operand.type.kinds.has('error') ||
      operand.type.kinds.has('other')
    ) {
      refuse(
        node,
        'ASL103',
        `typeof of ${describe(operand.type)} is not known to JSONata.`,
        'Test what it is otherwise.',
      );
    }
    if (confusesNull(operand) && !asksForScalar(node)) refuseConfusion(node);
    return { kind: 'unary', operator: 'typeof', operand, type: stringType };
  }
  if (Node.isBinaryExpression(node)) return readBinary(node, scope);
  if (Node.isCallExpression(node) || Node.isNewExpression(node)) return readCall(node, scope);
  if (Node.isAwaitExpression(node)) {
    refuse(
      node,
      'ASL112',
      'A state of its own is needed for each awaited call, and this one is inside an expression that may not reach it.',
      'Give the awaited value a name first: const value = await …',
    );
  }
  return refuse(
    node,
    'ASL101',
    unreadable(node),
    'Say it with the operators and methods in docs/asl-language.md.',
  );
}

/** `typeof … === 'string'`: a question whose answer is the same for undefined and null. */
function asksForScalar(node: Node): boolean {
  const comparison = node.getParent();
  if (!Node.isBinaryExpression(comparison)) return false;
  const other = comparison.getLeft() === node ? comparison.getRight() : comparison.getLeft();
  return Node.isStringLiteral(other) && ['string', 'number', 'boolean'].includes(other.getLiteralText());
}

/** `readExpression` for a value that leaves the workflow or is kept as JSON: not a Date, a function, a caught error. */
export function readValue(node: Node, scope: Scope): Expression {
  return json(node, readExpression(node, scope));
}

function unreadable(node: Node): string {
  if (Node.isArrowFunction(node) || Node.isFunctionExpression(node))
    return 'A function is not a value of JSON.';
  return `${node.getKindName()} has no counterpart in JSONata.`;
}

/** Refuses what is no JSON value. */
export function json(node: Node, value: Expression): Expression {
  if (value.type.kinds.has('date')) {
    refuse(node, 'ASL113', 'A Date becomes text when it is kept.', 'Keep its text: date.toISOString().');
  }
  if (value.type.kinds.has('error')) {
    refuse(
      node,
      'ASL111',
      'A caught error is not JSON.',
      'Keep what it says: failureOf(error), error.type, error.message.',
    );
  }
  if (value.type.kinds.has('other') || value.kind === 'lambda') {
    refuse(
      node,
      'ASL113',
      `${describe(value.type)} is not JSON.`,
      'Keep plain data: numbers, texts, booleans, lists, objects.',
    );
  }
  if (confusesNull(value) && !value.type.kinds.has('unknown')) refuseConfusion(node);
  return value;
}

export function refuseConfusion(node: Node): never {
  return refuse(
    node,
    'ASL106',
    'The value may be null and may be undefined, and both are kept as null.',
    'Let the type hold one of the two, or treat them alike: == null, ??.',
  );
}

/** Refuses a value of which JSONata could not tell undefined from NaN. */
export function distinct(node: Node, value: Expression): Expression {
  if (value.type.kinds.has('nan') && value.type.kinds.has('undefined')) {
    refuse(
      node,
      'ASL107',
      'The value may be undefined and may be NaN, and JSONata has one nothing for both.',
      'Give the number a default: Number.isNaN(number) ? 0 : number.',
    );
  }
  return value;
}

/** The kinds of a type, for a reader. */
export function describe(type: ValueType): string {
  const names: Record<Kind, string> = {
    ...{
      number: 'a number',
      nan: 'NaN',
      string: 'a text',
      boolean: 'a boolean',
      null: 'null',
      undefined: 'undefined',
    },
    ...{ array: 'a list', object: 'an object', date: 'a Date', error: 'a caught error', unknown: 'anything' },
    other: 'a function or another object without JSON',
  };
  return [...type.kinds].map((kind) => names[kind]).join(' or ') || 'nothing';
}

/** The value, as the type checker sees it at this place; what only the compiler knows of it is kept. */
export function retyped(value: Expression, checked: ValueType): Expression {
  const known = value.type;
  if (value.kind === 'literal' || known.kinds.has('error') || known.kinds.has('date')) return value;
  if (checked.kinds.has('unknown')) return value;
  const type: ValueType = {
    ...checked,
    kinds: new Set([
      ...checked.kinds,
      ...(known.kinds.has('nan') && checked.kinds.has('number') ? ['nan' as const] : []),
    ]),
    ...(known.natural && checked.kinds.has('number') ? { natural: true } : {}),
  };
  return { ...value, type };
}

function readName(node: Identifier, scope: Scope): Expression {
  if (node.getText() === 'undefined') return literal(undefined);
  if (node.getText() === 'NaN' && isGlobal(node)) return literal(NaN);
  const symbol = node.getSymbol();
  const local = symbol && scope.lookup(symbol);
  if (local) return retyped(local, valueTypeOf(node));
  return readConstant(node) ?? refuseName(node);
}

function refuseName(node: Identifier): never {
  return refuse(
    node,
    'ASL108',
    `${node.getText()} is neither a variable of the workflow nor a constant of a module.`,
    'Pass it as an argument, or make it a const with a value that is known.',
  );
}

/** The value of a module's constant. */
function readConstant(node: Identifier): Expression | undefined {
  const symbol = node.getSymbol();
  const declaration = (symbol?.getAliasedSymbol() ?? symbol)?.getValueDeclaration();
  if (!Node.isVariableDeclaration(declaration)) return undefined;
  const initializer = declaration.getInitializer();
  const isConstant =
    declaration.getVariableStatement()?.getDeclarationKind() === VariableDeclarationKind.Const;
  const isOfModule = declaration.getVariableStatement()?.getParent().isKind(SyntaxKind.SourceFile);
  if (!initializer || !isConstant || isOfModule !== true) return undefined;
  return retyped(readExpression(initializer, moduleScope), fromChecker(node.getType()));
}

/** A part of a template: something with a text. */
function readText(node: Node, scope: Scope): Expression {
  return textual(node, readExpression(node, scope));
}

/** Refuses what JavaScript and JSONata write differently. */
export function textual(node: Node, value: Expression): Expression {
  if (!isOnly(value.type, 'string', 'number', 'nan', 'boolean', 'null', 'undefined')) {
    refuse(
      node,
      'ASL103',
      `${describe(value.type)} is written as text differently by JSONata.`,
      'Write what you mean: a field, items.join(), date.toISOString(), JSON.stringify(object).',
    );
  }
  if (confusesNull(value)) refuseConfusion(node);
  return distinct(node, value);
}

function readPatternLiteral(node: Node): Expression {
  const [, source, flags] = /^\/(.*)\/([a-z]*)$/s.exec(node.getText()) ?? [];
  if (!source || /[^gi]/.test(flags ?? '')) {
    refuse(node, 'ASL110', `JSONata has no flag ${flags}.`, 'Use the flags g and i only.');
  }
  if (readsDifferently(source)) {
    refuse(
      node,
      'ASL110',
      "JSONata's scanner counts a bracket behind a backslash wrongly and does not find the end of this pattern.",
      'Let no closing bracket follow a backslash: [^\\\\"] instead of [^"\\\\].',
    );
  }
  return { kind: 'regex', source, flags: flags ?? '', type: typeOf('other') };
}

/** Whether JSONata's scanner ends the pattern elsewhere than at its end. */
function readsDifferently(source: string): boolean {
  let depth = 0;
  for (const [index, character] of source.split('').entries()) {
    const escaped = source[index - 1] === '\\';
    if (character === '/' && depth === 0 && !escaped) return true;
    if ('([{'.includes(character) && !escaped) depth++;
    if (')]}'.includes(character) && !escaped) depth--;
  }
  return depth !== 0;
}

// Access

function readProperty(node: Node & { getName(): string; getExpression(): Node }, scope: Scope): Expression {
  const constant = readGlobalConstant(node) ?? readEnumMember(node);
  if (constant) return constant;
  const object = readExpression(node.getExpression(), scope);
  return chained(node, object, (receiver) =>
    propertyOf(node, receiver, node.getName(), without(valueTypeOf(node), ...chainKinds(node))),
  );
}

/** `undefined` in the type of a link of an optional chain comes from the chain. */
function chainKinds(node: Node): Kind[] {
  const question =
    Node.isPropertyAccessExpression(node) ||
    Node.isElementAccessExpression(node) ||
    Node.isCallExpression(node);
  return question && ts.isOptionalChain(node.compilerNode) && !mayBeUndefinedItself(node)
    ? ['undefined']
    : [];
}

function mayBeUndefinedItself(node: Node): boolean {
  if (!Node.isPropertyAccessExpression(node)) return true;
  const symbol = node.getNameNode().getSymbol();
  return symbol
    ? symbol.isOptional() || mayBe(fromChecker(symbol.getTypeAtLocation(node)), 'undefined')
    : true;
}

/**
 * A link of an optional chain: undefined when what it starts from is null or undefined. JSONata's fields do that by
 * themselves.
 */
export function chained(
  node: Node,
  object: Expression,
  link: (receiver: Expression) => Expression,
): Expression {
  const isLink = ts.isOptionalChain(node.compilerNode);
  const receiver = { ...object, type: without(object.type, 'null', 'undefined') };
  if (!isLink || !mayBe(object.type, 'null', 'undefined')) return link(receiver);
  const linked = link(receiver);
  if (linked.kind === 'property') return { ...linked, type: union(linked.type, typeOf('undefined')) };
  return conditional(isNullish(object), literal(undefined), linked);
}

/** `object.name`; what that means depends on what the object is. */
export function propertyOf(node: Node, object: Expression, name: string, type: ValueType): Expression {
  if (object.type.kinds.has('error')) return readErrorProperty(node, object, name);
  if (name === 'length' && isOnly(object.type, 'array')) return call('array.length', naturalType, object);
  if (name === 'length' && isOnly(object.type, 'string')) return call('string.length', naturalType, object);
  if (object.kind === 'object' || isOnly(object.type, 'object')) return property(object, name, type);
  return refuse(
    node,
    'ASL103',
    `A property of ${describe(object.type)} cannot be exported.`,
    'Give the object a type that says what it is.',
  );
}

const globalConstants: Record<string, number> = {
  'Math.PI': Math.PI,
  'Math.E': Math.E,
  'Number.MAX_SAFE_INTEGER': Number.MAX_SAFE_INTEGER,
  'Number.MIN_SAFE_INTEGER': Number.MIN_SAFE_INTEGER,
};

function readGlobalConstant(node: Node & { getExpression(): Node }): Expression | undefined {
  const value = globalConstants[node.getText()];
  return value !== undefined && isGlobal(node.getExpression()) ? literal(value) : undefined;
}

function readEnumMember(node: Node): Expression | undefined {
  const declaration = node.getSymbol()?.getValueDeclaration();
  if (!Node.isEnumMember(declaration)) return undefined;
  const value = declaration.getValue();
  return value === undefined ? undefined : literal(value);
}

function readElement(node: Node, scope: Scope): Expression {
  const access = node.asKindOrThrow(SyntaxKind.ElementAccessExpression);
  const index = access.getArgumentExpressionOrThrow();
  const details = readErrorElement(access, scope);
  if (details) return details;
  const object = readExpression(access.getExpression(), scope);
  const at = readExpression(index, scope);
  return chained(node, object, (receiver) => {
    const type = valueTypeOf(node);
    if (isOnly(receiver.type, 'object') && isOnly(at.type, 'string', 'number')) {
      return at.kind === 'literal'
        ? propertyOf(node, receiver, String(at.value), type)
        : { kind: 'element', object: receiver, index: at, type };
    }
    if (
      isOnly(receiver.type, 'array', 'string') &&
      receiver.type.kinds.size === 1 &&
      isOnly(at.type, 'number')
    ) {
      return { kind: 'element', object: receiver, index: at, type };
    }
    return refuse(
      node,
      'ASL103',
      `An element of ${describe(receiver.type)} at ${describe(at.type)} cannot be exported.`,
      'Give both a type: a list or text with a number, an object with a text.',
    );
  });
}

// Literals

function readArray(node: Node, scope: Scope): Expression {
  const items = node
    .asKindOrThrow(SyntaxKind.ArrayLiteralExpression)
    .getElements()
    .map((element): ArrayItem => {
      if (!Node.isSpreadElement(element)) return { value: readValue(element, scope), spread: false };
      const value = readExpression(element.getExpression(), scope);
      if (!(isOnly(value.type, 'array') || isOnly(value.type, 'string'))) {
        refuse(
          element,
          'ASL103',
          `${describe(value.type)} cannot be spread into a list.`,
          'Spread a list, with ?? [] where it may be missing.',
        );
      }
      return { value, spread: true };
    });
  return arrayOf(...items);
}

function readObject(node: Node, scope: Scope): Expression {
  const entries = node
    .asKindOrThrow(SyntaxKind.ObjectLiteralExpression)
    .getProperties()
    .map((member): ObjectEntry => {
      if (Node.isSpreadAssignment(member))
        return { kind: 'spread', value: readSpread(member.getExpression(), scope) };
      if (Node.isShorthandPropertyAssignment(member)) {
        const name = member.getNameNode();
        const symbol = member.getValueSymbol();
        const local = symbol && scope.lookup(symbol);
        const value = local ? retyped(local, valueTypeOf(name)) : (constantOf(symbol) ?? refuseName(name));
        return { kind: 'property', key: literal(member.getName()), value: json(member, value) };
      }
      if (Node.isPropertyAssignment(member)) {
        const key = readKey(member.getNameNode(), scope);
        return { kind: 'property', key, value: readValue(member.getInitializerOrThrow(), scope) };
      }
      return refuse(member, 'ASL113', 'A method or accessor is not JSON.', 'Keep data only.');
    });
  return objectOf(...entries);
}

function constantOf(symbol: ReturnType<Node['getSymbol']>): Expression | undefined {
  const declaration = (symbol?.getAliasedSymbol() ?? symbol)?.getValueDeclaration();
  const name = Node.isVariableDeclaration(declaration) ? declaration.getNameNode() : undefined;
  return Node.isIdentifier(name) ? readConstant(name) : undefined;
}

function readSpread(node: Node, scope: Scope): Expression {
  const value = readExpression(node, scope);
  if (
    !isOnly(value.type, 'object', 'null', 'undefined', 'boolean') ||
    (value.type.kinds.has('boolean') && !isGuarded(value))
  ) {
    refuse(node, 'ASL103', `${describe(value.type)} cannot be spread into an object.`, 'Spread an object.');
  }
  return value;
}

/** `condition && object`. */
function isGuarded(value: Expression): boolean {
  return value.kind === 'logical' && value.operator === '&&' && isOnly(value.right.type, 'object');
}

function readKey(name: Node, scope: Scope): Expression {
  if (Node.isComputedPropertyName(name)) {
    const key = readExpression(name.getExpression(), scope);
    if (!isOnly(key.type, 'string', 'number')) {
      refuse(name, 'ASL103', `${describe(key.type)} cannot be a key.`, 'Use a text or a number.');
    }
    return key.kind === 'literal' ? literal(String(key.value)) : key;
  }
  if (Node.isStringLiteral(name) || Node.isNoSubstitutionTemplateLiteral(name))
    return literal(name.getLiteralText());
  if (Node.isNumericLiteral(name)) return literal(String(name.getLiteralValue()));
  return literal(name.getText());
}
