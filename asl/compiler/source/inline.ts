import { type CallExpression, Node, type ParameterDeclaration, VariableDeclarationKind } from 'ts-morph';
import { activityOf } from './activity.ts';
import { isAssignment } from './assignment.ts';
import { refuse } from '../diagnostics/diagnostics.ts';
import { Environment } from './environment.ts';
import { type Expression, literal, Variable, variable } from '../expression/expression.ts';
import { typeOf, union, type ValueType } from '../expression/value-type.ts';
import { label } from '../model/flow.ts';
import { readPromised } from './parallel.ts';
import { originOf, type Place } from './place.ts';
import { declarationOf, isTemporal, patternOf } from './source.ts';
import { readBlock } from './statement.ts';
import { orElse } from '../model/terms.ts';
import { declare } from './declaration.ts';
import { readValue } from './value.ts';

/** A function of the workflow's own sources, with the names that its body sees. */
export interface Helper {
  name: string;
  node: Node;
  parameters: ParameterDeclaration[];
  body: Node;
  environment: Environment;
  /** Whether it is a part of expressions, and takes no steps. */
  onlyComputes: boolean;
}

/** The helper function that a name, a declaration or an arrow function stands for. */
export function functionOf(of: Node, environment: Environment): Helper | undefined {
  const node =
    Node.isIdentifier(of) || Node.isPropertyAccessExpression(of)
      ? named(of, environment)
      : { node: of, environment };
  if (!node) return undefined;
  if (node.node !== of && Node.isIdentifier(node.node)) return functionOf(node.node, node.environment);
  const code = Node.isVariableDeclaration(node.node) ? node.node.getInitializer() : node.node;
  if (!Node.isFunctionDeclaration(code) && !Node.isArrowFunction(code) && !Node.isFunctionExpression(code))
    return undefined;
  const body = code.getBody();
  if (
    !body ||
    isTemporal(code) ||
    patternOf(code) !== undefined ||
    (!Node.isArrowFunction(code) && code.isGenerator())
  )
    return undefined;
  return {
    name: nameOf(code),
    node: code,
    parameters: code.getParameters(),
    body,
    environment: node.environment,
    onlyComputes: !code.isAsync() && onlyComputes(body),
  };
}

function named(of: Node, environment: Environment): { node: Node; environment: Environment } | undefined {
  const symbol = of.getSymbol();
  const binding = symbol && environment.lookup(symbol.getAliasedSymbol() ?? symbol);
  if (binding) return binding.kind === 'code' ? binding : undefined;
  const node = declarationOf(of);
  return node && { node, environment };
}

function nameOf(code: Node): string {
  if (Node.isFunctionDeclaration(code)) return code.getName() ?? 'function';
  const parent = code.getParent();
  return Node.isVariableDeclaration(parent) ? parent.getName() : 'function';
}

/** Whether a function only computes: constants, ifs that return, and a return. Such a one is a part of expressions. */
function onlyComputes(body: Node): boolean {
  if (!Node.isBlock(body)) return !hasSteps(body);
  return body.getStatements().every((statement) => {
    if (Node.isReturnStatement(statement)) return !hasSteps(statement);
    if (Node.isVariableStatement(statement))
      return statement.getDeclarationKind() === VariableDeclarationKind.Const && !hasSteps(statement);
    if (!Node.isIfStatement(statement) || hasSteps(statement.getExpression())) return false;
    const branches = [statement.getThenStatement(), statement.getElseStatement()].filter(
      (branch) => branch !== undefined,
    );
    return branches.every((branch) =>
      Node.isBlock(branch) ? onlyComputes(branch) : Node.isReturnStatement(branch) && !hasSteps(branch),
    );
  });
}

/** Whether there is an await or an assignment in an expression, inner functions aside. */
function hasSteps(node: Node): boolean {
  if (Node.isAwaitExpression(node) || isAssignment(node)) return true;
  return !isFunction(node) && node.forEachChildAsArray().some(hasSteps);
}

function isFunction(node: Node): boolean {
  return Node.isArrowFunction(node) || Node.isFunctionExpression(node) || Node.isFunctionDeclaration(node);
}

/** Whether an expression needs steps of its own before it has a value. */
export function takesSteps(node: Node, place: Place): boolean {
  if (Node.isAwaitExpression(node) || isAssignment(node)) return true;
  if (isFunction(node)) return false;
  if (Node.isCallExpression(node)) {
    if (activityOf(node.getExpression(), place.environment)) return true;
    const helper = functionOf(node.getExpression(), place.environment);
    if (helper && !helper.onlyComputes) return true;
  }
  return node.forEachChildAsArray().some((child) => takesSteps(child, place));
}

/** The same place, inside a helper function. */
function enter(helper: Helper, call: Node, place: Place): Place {
  if (place.inlined.some((outer) => outer.function === helper.node)) {
    refuse(
      call,
      'ASL204',
      `\`${helper.name}\` calls itself: a state machine has no stack to inline it on`,
      'Write it as a loop, or as a child workflow of its own.',
    );
  }
  const { file, line } = originOf(call, place);
  const inlined = [...place.inlined, { function: helper.node, call: `${helper.name} at ${file}:${line}` }];
  return { ...place, inlined };
}

/** The value of a call of a helper function, whose statements become steps here. */
export function inline(call: CallExpression, place: Place): Expression {
  const helper = functionOf(call.getExpression(), place.environment);
  if (!helper) throw new Error(`not a helper: ${call.getText()}`);
  return inlineWith(helper, call, call.getArguments(), place);
}

/** Runs a helper function at a place, with arguments that are still source. */
export function inlineWith(helper: Helper, call: Node, args: Node[], place: Place): Expression {
  const environment = new Environment(helper.environment);
  const origin = originOf(call, place);
  bindArguments(helper, args, environment, call, place);
  return runInlined(helper, call, environment, place, origin);
}

function bindArguments(
  helper: Helper,
  args: Node[],
  environment: Environment,
  call: Node,
  place: Place,
): void {
  const values = helper.parameters.map((parameter, index) => {
    if (parameter.isRestParameter()) {
      return refuse(parameter, 'ASL201', 'A rest parameter is not exported', 'Pass a list.');
    }
    const argument = args[index];
    if (argument && isCode(argument)) {
      environment.bind(parameter.getNameNode(), {
        kind: 'code',
        node: argument,
        environment: place.environment,
      });
      return undefined;
    }
    return argument ? readValue(argument, place) : literal(undefined);
  });
  const inside = { ...enter(helper, call, place), environment };
  helper.parameters.forEach((parameter, index) => {
    const value = values[index];
    if (!value) return;
    const initializer = parameter.getInitializer();
    const given =
      initializer && args[index] === undefined
        ? readValue(initializer, inside)
        : initializer
          ? orElse(value, readValue(initializer, inside))
          : value;
    declare(parameter.getNameNode(), given, inside);
  });
}

/** Functions, activities and objects of the SDK are passed by name, not as values. */
function isCode(argument: Node): boolean {
  const type = argument.getType();
  if (type.getCallSignatures().length > 0) return true;
  return type.getSymbol()?.getName() === 'Saga';
}

function runInlined(
  helper: Helper,
  call: Node,
  environment: Environment,
  place: Place,
  origin: ReturnType<typeof originOf>,
): Expression {
  const done = label(origin);
  const result = new Variable(`${helper.name}Result`);
  const types: ValueType[] = [];
  const refuseJump = (): never => {
    throw new Error('a jump out of a function');
  };
  const inside: Place = {
    ...enter(helper, call, place),
    environment,
    jumps: {
      return: (value, node) => {
        types.push(value.type);
        place.flow.set(originOf(node, inside), result, value);
        place.flow.jump(done);
      },
      break: refuseJump,
      continue: refuseJump,
    },
  };
  if (Node.isBlock(helper.body)) {
    readBlock(helper.body, inside);
    if (place.flow.isOpen) inside.jumps.return(literal(undefined), helper.body);
  } else {
    inside.jumps.return(readPromised(helper.body, inside), helper.body);
  }
  place.flow.place(done);
  return variable(result, types.length > 0 ? union(...types) : typeOf('undefined'));
}
