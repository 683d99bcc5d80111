import {
  type ArrowFunction,
  type FunctionDeclaration,
  type FunctionExpression,
  type Identifier,
  Node,
  type ParameterDeclaration,
  type Statement,
  VariableDeclarationKind,
} from 'ts-morph';
import { refuse } from '../diagnostics/diagnostics.ts';
import {
  call,
  conditional,
  equal,
  type Expression,
  letIn,
  literal,
  Variable,
  variable,
} from './expression.ts';
import { readExpression, retyped } from './read.ts';
import { readPattern } from './read-pattern.ts';
import { InnerScope, type Scope } from './scope.ts';
import { booleanType, stringType, typeOf, type ValueType, valueTypeOf, without } from './value-type.ts';

type FunctionNode = ArrowFunction | FunctionExpression | FunctionDeclaration;

/** Local names and their values, in order, around an expression that uses them. */
type Bindings = [Variable, Expression][];

/**
 * A function given to `map`, `filter` and the like. `types` are what it is called with, as far as it is known.
 *
 * @throws Refusal unless its body is one expression, or consts and ifs that return
 */
export function readCallback(node: Node, scope: Scope, types: readonly ValueType[]): Expression {
  const builtin = Node.isIdentifier(node) ? convertBy(node) : undefined;
  if (builtin) return builtin(types[0] ?? valueTypeOf(node));
  const callback = functionBehind(node);
  if (!callback) {
    return refuse(
      node,
      'ASL109',
      'This function is not known at compile time.',
      'Write it as an arrow function in place.',
    );
  }
  checkPlain(callback);
  const inner = new InnerScope(scope);
  const parameters: Variable[] = [];
  const bindings: Bindings = [];
  for (const [index, parameter] of callback.getParameters().entries()) {
    checkParameter(parameter);
    const type = Node.isIdentifier(parameter.getNameNode())
      ? valueTypeOf(parameter.getNameNode())
      : valueTypeOf(parameter);
    const held = new Variable(nameOf(parameter), 'local');
    parameters.push(held);
    const value = retyped(variable(held, types[index] ?? type), type);
    readPattern(parameter.getNameNode(), value, inner, binder(inner, bindings));
  }
  const body = around(bindings, readBody(callback, inner));
  return { kind: 'lambda', parameters, body, type: typeOf('other') };
}

/** Conversions that are often given as callbacks by name. */
function convertBy(name: Identifier): ((element: ValueType) => Expression) | undefined {
  const make = (type: ValueType, body: (value: Expression) => Expression): Expression => {
    const held = new Variable('element', 'local');
    return { kind: 'lambda', parameters: [held], body: body(variable(held, type)), type: typeOf('other') };
  };
  switch (name.getText()) {
    case 'Boolean':
      return (type) => make(type, (value) => call('Boolean', booleanType, value));
    case 'String':
      return (type) => make(type, (value) => ({ kind: 'template', parts: [value], type: stringType }));
    default:
      return undefined;
  }
}

/** A call of one of the program's own functions: its body, with the arguments in place of the parameters. */
export function inlineCall(node: Node, callee: Node, args: readonly Expression[], scope: Scope): Expression {
  const called = functionBehind(callee);
  if (!called) {
    return refuse(
      node,
      'ASL102',
      `${callee.getText()} has no counterpart in JSONata.`,
      'Use the functions in docs/asl-language.md, one of your own, or an activity.',
    );
  }
  checkPlain(called);
  if (scope.inlining?.includes(called)) {
    refuse(node, 'ASL109', `${callee.getText()} calls itself.`, 'Write a loop, or do it in an activity.');
  }
  const inner = new InnerScope(scope, called);
  const bindings: Bindings = [];
  const bind = binder(inner, bindings);
  for (const [index, parameter] of called.getParameters().entries()) {
    checkParameter(parameter);
    const given = args[index] ?? literal(undefined);
    const initializer = parameter.getInitializer();
    const value = initializer
      ? conditional(equal(given, literal(undefined)), readExpression(initializer, inner), {
          ...given,
          type: without(given.type, 'undefined'),
        })
      : given;
    const held = new Variable(nameOf(parameter), 'local');
    bindings.push([held, value]);
    readPattern(parameter.getNameNode(), variable(held, value.type), inner, bind);
  }
  return around(bindings, readBody(called, inner));
}

function nameOf(parameter: ParameterDeclaration): string {
  const name = parameter.getNameNode();
  return Node.isIdentifier(name) ? name.getText() : 'element';
}

/** The function that a name or an expression stands for, when it can be seen. */
function functionBehind(node: Node): FunctionNode | undefined {
  if (Node.isParenthesizedExpression(node)) return functionBehind(node.getExpression());
  if (Node.isArrowFunction(node) || Node.isFunctionExpression(node)) return node;
  if (!Node.isIdentifier(node)) return undefined;
  const symbol = node.getSymbol();
  const declarations = (symbol?.getAliasedSymbol() ?? symbol)?.getDeclarations() ?? [];
  for (const declaration of declarations) {
    if (Node.isFunctionDeclaration(declaration) && declaration.getBody()) return declaration;
    const initializer = Node.isVariableDeclaration(declaration) ? declaration.getInitializer() : undefined;
    if (Node.isArrowFunction(initializer) || Node.isFunctionExpression(initializer)) return initializer;
  }
  return undefined;
}

function checkPlain(of: FunctionNode): void {
  if (of.isAsync()) {
    refuse(
      of,
      'ASL112',
      'An async function is a part of the process, not of an expression.',
      'Await it in a statement.',
    );
  }
  if (!Node.isArrowFunction(of) && of.isGenerator())
    refuse(of, 'ASL109', 'A generator cannot be exported.', 'Return a list.');
}

function checkParameter(parameter: ParameterDeclaration): void {
  if (parameter.isRestParameter()) {
    refuse(parameter, 'ASL109', 'A rest parameter cannot be exported.', 'Take a list instead.');
  }
}

/** Binds a name to its value: directly where the value is short, under a local name otherwise. */
function binder(scope: InnerScope, bindings: Bindings): (name: Identifier, value: Expression) => void {
  return (name, value) => {
    const symbol = name.getSymbolOrThrow();
    if (value.kind === 'variable' || value.kind === 'literal') {
      scope.define(symbol, value);
      return;
    }
    const held = new Variable(name.getText(), 'local');
    bindings.push([held, value]);
    scope.define(symbol, variable(held, value.type));
  };
}

function around(bindings: Bindings, body: Expression): Expression {
  return bindings.reduceRight((inner, [held, value]) => letIn(held, value, inner), body);
}

function readBody(of: FunctionNode, scope: InnerScope): Expression {
  const body = of.getBody();
  if (Node.isBlock(body)) return readStatements(body.getStatements(), scope);
  return body ? readExpression(body, scope) : literal(undefined);
}

/** What a list of statements returns: consts, ifs whose branches return, a return. */
function readStatements(statements: readonly Statement[], scope: InnerScope): Expression {
  const [first, ...others] = statements;
  if (!first) return literal(undefined);
  if (Node.isReturnStatement(first)) {
    const value = first.getExpression();
    return value ? readExpression(value, scope) : literal(undefined);
  }
  if (Node.isVariableStatement(first)) {
    const bindings: Bindings = [];
    for (const declaration of first.getDeclarations()) {
      const initializer = declaration.getInitializer();
      if (first.getDeclarationKind() !== VariableDeclarationKind.Const || !initializer)
        refuseStatement(first);
      const held = new Variable(
        Node.isIdentifier(declaration.getNameNode()) ? declaration.getName() : 'value',
        'local',
      );
      const value = readExpression(initializer, scope);
      bindings.push([held, value]);
      readPattern(declaration.getNameNode(), variable(held, value.type), scope, binder(scope, bindings));
    }
    return around(bindings, readStatements(others, scope));
  }
  if (Node.isIfStatement(first)) {
    const test = readExpression(first.getExpression(), scope);
    const then = readStatements(statementsOf(first.getThenStatement()), new InnerScope(scope));
    const otherwise = first.getElseStatement();
    if (!returns(first.getThenStatement()) || (otherwise && !returns(otherwise))) refuseStatement(first);
    return conditional(test, then, readStatements(otherwise ? statementsOf(otherwise) : others, scope));
  }
  if (Node.isBlock(first)) return readStatements([...first.getStatements(), ...others], scope);
  return refuseStatement(first);
}

function statementsOf(statement: Statement): readonly Statement[] {
  return Node.isBlock(statement) ? statement.getStatements() : [statement];
}

function returns(statement: Statement): boolean {
  const last = statementsOf(statement).at(-1);
  if (Node.isIfStatement(last)) {
    const otherwise = last.getElseStatement();
    return otherwise !== undefined && returns(last.getThenStatement()) && returns(otherwise);
  }
  return Node.isReturnStatement(last);
}

function refuseStatement(statement: Statement): never {
  return refuse(
    statement,
    'ASL109',
    'Inside an expression a function may only compute: consts, ifs that return, and a return.',
    'Move the rest to the workflow function, with for … of for a loop.',
  );
}
