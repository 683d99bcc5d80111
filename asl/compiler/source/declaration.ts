import {
  type BindingName,
  type NewExpression,
  Node,
  type VariableDeclaration,
  VariableDeclarationKind,
} from 'ts-morph';
import { activitiesBehind } from './activity.ts';
import { refuse } from '../diagnostics/diagnostics.ts';
import { type Expression, literal, variable, Variable } from '../expression/expression.ts';
import { readPattern } from '../expression/read-pattern.ts';
import { fromChecker, typeOf, union, valueTypeOf } from '../expression/value-type.ts';
import { functionOf } from './inline.ts';
import { originOf, type Place } from './place.ts';
import { sagaRetry } from './saga.ts';
import { declarationOf, isTemporal, patternOf } from './source.ts';
import { readValue, scopeOf } from './value.ts';

/** `const`, `let`: gives each declared name its variable and its first value. */
export function readDeclaration(declaration: VariableDeclaration, place: Place): void {
  const statement = declaration.getVariableStatement();
  if (statement?.getDeclarationKind() === VariableDeclarationKind.Var) {
    refuse(declaration, 'ASL201', '`var` is not exported: it outlives its block', 'Use `const` or `let`.');
  }
  const name = declaration.getNameNode();
  const initializer = declaration.getInitializer();
  if (initializer && Node.isIdentifier(name)) {
    if (isSaga(initializer)) {
      const compensations = new Variable(name.getText());
      place.environment.bind(name, {
        kind: 'saga',
        compensations,
        activities: new Map(),
        retry: sagaRetry(initializer),
        owner: place.flow,
      });
      place.flow.set(originOf(declaration, place), compensations, emptyList);
      return;
    }
    if (functionOf(initializer, place.environment) ?? isEngineObject(initializer)) {
      place.environment.bind(name, { kind: 'code', node: initializer, environment: place.environment });
      return;
    }
  }
  if (initializer && activitiesBehind(initializer)) return;
  const value = initializer ? readValue(initializer, place) : literal(undefined);
  declare(name, value, place);
}

export const emptyList: Expression = { kind: 'array', items: [], type: { kinds: new Set(['array']) } };

/** Declares the names of a pattern with what a value has for them. */
export function declare(pattern: BindingName, value: Expression, place: Place): void {
  const origin = originOf(pattern, place);
  const whole = Node.isIdentifier(pattern) || isShort(value) ? value : keep(value, 'value', pattern, place);
  readPattern(pattern, whole, scopeOf(place), (name, part) => {
    const of = new Variable(name.getText());
    const type = part.type.kinds.has('error') ? part.type : declaredType(name);
    place.environment.bind(name, { kind: 'value', value: variable(of, type), owner: place.flow });
    place.flow.set(origin, of, part);
  });
}

/** What a variable may hold over its whole life: its declared type, not the narrower one of its first value. */
function declaredType(name: Node): ReturnType<typeof valueTypeOf> {
  const parent = name.getParent();
  if (Node.isVariableDeclaration(parent) && !parent.getInitializer()) {
    return union(fromChecker(name.getType()), typeOf('undefined'));
  }
  return fromChecker(name.getType());
}

function isShort(value: Expression): boolean {
  return (
    value.kind === 'variable' ||
    value.kind === 'context' ||
    (value.kind === 'property' && isShort(value.object))
  );
}

/** Puts a value into a variable of its own. */
export function keep(value: Expression, as: string, node: Node, place: Place): Expression {
  const of = new Variable(as);
  place.flow.set(originOf(node, place), of, value);
  return variable(of, value.type);
}

function isSaga(node: Node): node is NewExpression {
  if (!Node.isNewExpression(node)) return false;
  const declaration = declarationOf(node.getExpression());
  return declaration !== undefined && patternOf(declaration) === 'saga';
}

/** What the SDK makes and a workflow keeps only to pass it on: definitions of signals and queries, handles, loggers. */
function isEngineObject(node: Node): true | undefined {
  if (!Node.isCallExpression(node)) return undefined;
  const callee = declarationOf(node.getExpression());
  if (!callee || !isTemporal(callee)) return undefined;
  return /^(define(Signal|Query|Update)|getExternalWorkflowHandle|proxySinks)$/.test(
    node.getExpression().getText(),
  )
    ? true
    : undefined;
}
