import { type Node, ObjectFlags, type Type, TypeFlags } from 'ts-morph';

/**
 * The kinds of value that lowering tells apart. `nan` is a number that is NaN, `date` a Date, `error` a caught error;
 * `unknown` may be any JSON value or undefined; `other` is what JSON cannot say: functions, maps, promises.
 */
export type Kind =
  | 'number'
  | 'nan'
  | 'string'
  | 'boolean'
  | 'null'
  | 'undefined'
  | 'array'
  | 'object'
  | 'date'
  | 'error'
  | 'unknown'
  | 'other';

/** What is known of a value before it exists: its possible kinds, and what its elements are where it is a list. */
export interface ValueType {
  readonly kinds: ReadonlySet<Kind>;
  readonly element?: ValueType;
  /** A number that is whole and not below zero. */
  readonly natural?: true;
  /** For a caught error: what it can only have come from. */
  readonly caughtFrom?: CaughtFrom;
}

/**
 * Where a caught error came from: an ActivityFailure, a ChildWorkflowFailure, or thrown by the workflow itself. With
 * `anywhere`, the value says which in its `activity` or `child` (`CaughtError`). `cause` is what an ActivityFailure or a
 * ChildWorkflowFailure holds.
 */
export type CaughtFrom = 'activity' | 'child' | 'workflow' | 'anywhere' | 'cause';

/** A value of one of these kinds; a list has unknown elements. */
export function typeOf(...kinds: Kind[]): ValueType {
  return { kinds: new Set(kinds) };
}

/** A list of such elements. */
export function listOf(element: ValueType): ValueType {
  return { kinds: new Set(['array']), element };
}

/** A caught error (`CaughtError`). */
export function errorType(caughtFrom: CaughtFrom): ValueType {
  return { kinds: new Set(['error']), caughtFrom };
}

export const numberType = typeOf('number');
/** A whole number from 0: a length, a position. */
export const naturalType: ValueType = { ...numberType, natural: true };
export const stringType = typeOf('string');
export const booleanType = typeOf('boolean');
export const unknownType = typeOf('unknown');

/** A value of any of these types. */
export function union(...types: ValueType[]): ValueType {
  const kinds = new Set(types.flatMap((type) => [...type.kinds]));
  const [element, ...others] = types
    .filter(({ kinds }) => kinds.has('array'))
    .map((type) => type.element ?? unknownType);
  const natural =
    types.length > 0 && types.every((type) => type.natural === true || !type.kinds.has('number'));
  const caughtFrom = types.find((type) => type.caughtFrom)?.caughtFrom;
  return {
    kinds,
    ...(element ? { element: others.length > 0 ? union(element, ...others) : element } : {}),
    ...(natural && kinds.has('number') ? { natural } : {}),
    ...(caughtFrom ? { caughtFrom } : {}),
  };
}

/** The type less these kinds. */
export function without(type: ValueType, ...kinds: Kind[]): ValueType {
  return { ...type, kinds: new Set([...type.kinds].filter((kind) => !kinds.includes(kind))) };
}

/** Whether the value may be of one of these kinds. An unknown one may be of any, NaN excepted. */
export function mayBe(type: ValueType, ...kinds: Kind[]): boolean {
  return kinds.some(
    (kind) =>
      type.kinds.has(kind) ||
      (kind !== 'nan' &&
        kind !== 'other' &&
        kind !== 'date' &&
        kind !== 'error' &&
        type.kinds.has('unknown')),
  );
}

/** Whether the value is always of one of these kinds. In code that is never reached it is of every kind. */
export function isOnly(type: ValueType, ...kinds: Kind[]): boolean {
  return [...type.kinds].every((kind) => kinds.includes(kind));
}

/** How deep lists within lists are looked into; below that the elements are unknown. */
const depthLimit = 6;

/** The value type of an expression, as the type checker sees it at this place. */
export function valueTypeOf(node: Node): ValueType {
  const type = node.getType();
  const known = seen.get(type.compilerType);
  if (known) return known;
  const valueType = fromChecker(type);
  seen.set(type.compilerType, valueType);
  return valueType;
}

const seen = new WeakMap<object, ValueType>();

/** The value type that a TypeScript type stands for. */
export function fromChecker(type: Type, depth = 0): ValueType {
  if (type.isUnion() && !type.isBoolean() && !type.isEnum()) {
    return union(...type.getUnionTypes().map((member) => fromChecker(member, depth)));
  }
  if (type.isNever()) return typeOf();
  if (type.isAny() || type.isUnknown()) return unknownType;
  if (type.isUndefined() || (type.getFlags() & TypeFlags.Void) !== 0) return typeOf('undefined');
  if (type.isNull()) return typeOf('null');
  if (type.isBoolean() || type.isBooleanLiteral()) return booleanType;
  if ((type.getFlags() & TypeFlags.StringLike) !== 0) return stringType;
  if ((type.getFlags() & TypeFlags.NumberLike) !== 0) return numberType;
  if (type.isTypeParameter()) {
    const constraint = type.getConstraint();
    return constraint ? fromChecker(constraint, depth) : unknownType;
  }
  if (type.isIntersection()) return ofIntersection(type, depth);
  const element = elementOf(type);
  if (element)
    return listOf(
      depth >= depthLimit ? unknownType : union(...element.map((of) => fromChecker(of, depth + 1))),
    );
  return ofObject(type);
}

/** A branded primitive is the primitive. */
function ofIntersection(type: Type, depth: number): ValueType {
  const members = type.getIntersectionTypes().map((member) => fromChecker(member, depth));
  return members.find((member) => !member.kinds.has('object')) ?? typeOf('object');
}

function elementOf(type: Type): Type[] | undefined {
  if (type.isTuple()) return type.getTupleElements();
  if (type.isArray() || type.isReadonlyArray()) return [type.getArrayElementTypeOrThrow()];
  return undefined;
}

const builtInClasses = new Set([
  ...['Map', 'Set', 'WeakMap', 'WeakSet', 'RegExp', 'Promise', 'Symbol', 'BigInt', 'Iterator', 'Generator'],
  ...[
    'ArrayBuffer',
    'Uint8Array',
    'DataView',
    'URL',
    'Function',
    'IterableIterator',
    'ArrayIterator',
    'MapIterator',
  ],
]);

function ofObject(type: Type): ValueType {
  if ((type.getFlags() & (TypeFlags.BigIntLike | TypeFlags.ESSymbolLike)) !== 0) return typeOf('other');
  if (type.getCallSignatures().length > 0 || type.getConstructSignatures().length > 0) return typeOf('other');
  const name = type.getSymbol()?.getName();
  if (name === 'Date') return typeOf('date');
  if (name !== undefined && builtInClasses.has(name)) return typeOf('other');
  if (isError(type)) return typeOf('error');
  if ((type.getFlags() & TypeFlags.NonPrimitive) !== 0) return typeOf('array', 'object');
  if (isAnythingThere(type)) return typeOf('string', 'number', 'boolean', 'array', 'object');
  return typeOf('object');
}

/** `{}`: what is left of unknown without null and undefined. */
function isAnythingThere(type: Type): boolean {
  const isWritten = (type.getObjectFlags() & ObjectFlags.ObjectLiteral) !== 0;
  return !isWritten && type.isAnonymous() && type.getProperties().length === 0 && !type.getStringIndexType();
}

function isError(type: Type): boolean {
  return type.getSymbol()?.getName() === 'Error' || (type.isClass() && type.getBaseTypes().some(isError));
}
