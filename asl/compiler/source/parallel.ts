import { type ArrowFunction, type CallExpression, type FunctionExpression, Node } from 'ts-morph';
import { readAwaited } from './await.ts';
import { declare } from './declaration.ts';
import { refuse } from '../diagnostics/diagnostics.ts';
import { Environment } from './environment.ts';
import { context, type Expression, literal, property, variable, Variable } from '../expression/expression.ts';
import { numberType, typeOf, unknownType } from '../expression/value-type.ts';
import { Flow } from '../model/flow.ts';
import type { MapStep, ParallelStep, Process, Step } from '../model/model.ts';
import { stepsOf } from '../model/model.ts';
import { titleCase } from './title-case.ts';
import { originOf, type Place, takeTitle } from './place.ts';
import { readBlock } from './statement.ts';
import { catches, resultOf } from './task.ts';
import { caughtType, partsOf } from '../model/terms.ts';
import { awaitedType, isPromise } from './types.ts';
import { readValue } from './value.ts';

export function isPromiseAll(call: CallExpression): boolean {
  return call.getExpression().getText() === 'Promise.all';
}

/** `Promise.all([…])`: a Parallel. `Promise.all(items.map(async …))`: a Map. Gives the list of the results. */
export function readAll(call: CallExpression, node: Node, place: Place): Expression {
  const of = call.getArguments()[0];
  if (Node.isArrayLiteralExpression(of)) return readTuple(of.getElements(), node, place);
  const mapped = of && mapCall(of);
  if (mapped) return readMap(mapped.list, mapped.body, node, place);
  return refuse(
    of ?? call,
    'ASL203',
    'What runs side by side must be written here: a list of calls, or `items.map(async (item) => …)`',
    'Write `Promise.all([a(), b()])` or `Promise.all(items.map(async (item) => …))`.',
  );
}

function readTuple(elements: Node[], node: Node, place: Place): Expression {
  const title = takeTitle(place, 'In Parallel');
  const branches = elements.map((element, index) => {
    if (Node.isSpreadElement(element)) {
      refuse(
        element,
        'ASL203',
        'How many branches there are must be known',
        'Use `Promise.all(items.map(async (item) => …))`.',
      );
    }
    return readBranchProcess(`Branch ${index + 1}`, element, place, (inside) =>
      readPromised(element, inside),
    );
  });
  const { next, result } = resultOf({ name: 'all', type: awaitedType(node) });
  const step: ParallelStep = {
    kind: 'parallel',
    origin: originOf(node, place),
    title,
    branches,
    next,
    caught: catches(place),
  };
  place.flow.add(step, next);
  return result;
}

/** The value of an expression, awaited if it is a promise. */
export function readPromised(node: Node, place: Place): Expression {
  return isPromise(node) && !Node.isAwaitExpression(node)
    ? readAwaited(node, node, place)
    : readValue(node, place);
}

function mapCall(of: Node): { list: Node; body: ArrowFunction | FunctionExpression } | undefined {
  if (!Node.isCallExpression(of)) return undefined;
  const callee = of.getExpression();
  const body = of.getArguments()[0];
  if (!Node.isPropertyAccessExpression(callee) || callee.getName() !== 'map') return undefined;
  return Node.isArrowFunction(body) || Node.isFunctionExpression(body)
    ? { list: callee.getExpression(), body }
    : undefined;
}

function readMap(list: Node, body: ArrowFunction | FunctionExpression, node: Node, place: Place): Expression {
  const title = takeTitle(place, `Each ${body.getParameters()[0]?.getName() ?? 'item'}`.replace(/\W+/g, ' '));
  const items = readValue(list, place);
  const [itemName, indexName] = body.getParameters();
  const indexed = indexName !== undefined;
  const input = context('input', indexed ? typeOf('object') : (items.type.element ?? unknownType));
  const process = readBranchProcess(title, body, place, (inside) => {
    const item = indexed ? property(input, 'item', items.type.element ?? unknownType) : input;
    if (itemName) declare(itemName.getNameNode(), item, inside);
    if (indexName) declare(indexName.getNameNode(), property(input, 'index', numberType), inside);
    const block = body.getBody();
    if (!Node.isBlock(block)) return readPromised(block, inside);
    readBlock(block, inside);
    return literal(undefined);
  });
  const { next, result } = resultOf({ name: 'all', type: awaitedType(node) });
  const step: MapStep = {
    kind: 'map',
    origin: originOf(node, place),
    title,
    items,
    indexed,
    body: process,
    next,
    caught: catches(place),
  };
  place.flow.add(step, next);
  return result;
}

/** Reads what runs in one branch: a process of its own, which ends with a value or a failure. */
function readBranchProcess(
  name: string,
  node: Node,
  place: Place,
  read: (inside: Place) => Expression,
): Process {
  const origin = originOf(node, place);
  const flow = new Flow(origin);
  const failure = new Variable('failure');
  const caughtIn = variable(failure, caughtType);
  const fail: Step = {
    kind: 'fail',
    origin,
    title: `${titleCase(name)} Failed`,
    ...partsOf(caughtIn),
  };
  const finish = (output: Expression, at: Node): void =>
    flow.end({ kind: 'succeed', origin: originOf(at, place), title: `${titleCase(name)} Done`, output });
  const noJump = (_: string | undefined, at: Node): never =>
    refuse(at, 'ASL201', 'A jump out of a branch', 'Return from the branch instead.');
  const inside: Place = {
    ...place,
    flow,
    environment: new Environment(place.environment),
    handler: { kind: 'branch', keep: (value) => [{ variable: failure, value }], to: () => fail },
    jumps: { return: finish, break: noJump, continue: noJump },
    looping: false,
    title: { text: undefined },
  };
  const output = read(inside);
  if (flow.isOpen) finish(output, node);
  const process: Process = { name, comment: undefined, start: flow.start };
  const waits = stepsOf(process).filter(({ kind }) => kind === 'task' || kind === 'wait');
  if (waits.length > 1) {
    place.machine.log.note(
      node,
      'ASL218',
      'When another branch fails, Step Functions stops this one between its steps, where Temporal lets it run on',
      'Nothing needs to be done if that is all right; otherwise make the branch a child workflow.',
    );
  }
  return process;
}
