import type { Node, Type } from 'ts-morph';
import { fromChecker, union, type ValueType } from '../expression/value-type.ts';

/** What an expression is once it has been awaited. */
export function awaitedType(node: Node): ValueType {
  return union(...membersOf(node.getType()).map((type) => fromChecker(promised(type) ?? type)));
}

/** Whether an expression is a promise, awaited by nobody yet. */
export function isPromise(node: Node): boolean {
  return membersOf(node.getType()).some((type) => promised(type) !== undefined);
}

function membersOf(type: Type): Type[] {
  return type.isUnion() && !type.isBoolean() ? type.getUnionTypes() : [type];
}

function promised(type: Type): Type | undefined {
  return type.getSymbol()?.getName() === 'Promise' ? type.getTypeArguments()[0] : undefined;
}
