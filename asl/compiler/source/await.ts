import { type AwaitExpression, type CallExpression, Node } from 'ts-morph';
import { activityOf, activityOptions, type ActivityReference } from './activity.ts';
import { readCallback } from './callback.ts';
import { readChild } from './child.ts';
import { refuse } from '../diagnostics/diagnostics.ts';
import { milliseconds } from './durations.ts';
import { type Expression, literal } from '../expression/expression.ts';
import { numberType } from '../expression/value-type.ts';
import { edge } from '../model/flow.ts';
import { functionOf, inline, inlineWith } from './inline.ts';
import { executionName, type WaitStep } from '../model/model.ts';
import { isPromiseAll, readAll } from './parallel.ts';
import { originOf, type Place, takeTitle } from './place.ts';
import { readReceive } from './receive.ts';
import { readCompensate, sagaOf } from './saga.ts';
import { readSignal } from './signal.ts';
import { declarationOf, isTemporal, patternOf } from './source.ts';
import { staticValue } from './static-value.ts';
import { addTask } from './task.ts';
import { awaitedType } from './types.ts';
import { readConditional, readValue } from './value.ts';

/** Refuses a call that goes on beside the rest. */
export function refuseUnawaited(call: Node): never {
  return refuse(
    call,
    'ASL202',
    'Nobody waits for this call: a state machine has nothing that runs beside it',
    'Put `await` before it, run it in `Promise.all` with the others, or start a child workflow with `startChild`.',
  );
}

/** Adds the steps of an awaited call, and gives its value. */
export function readAwait(node: AwaitExpression, place: Place): Expression {
  return readAwaited(node.getExpression(), node, place);
}

/** The same for a call whose promise is returned or handed on, which comes to the same. */
export function readAwaited(awaited: Node, node: Node, place: Place): Expression {
  if (Node.isParenthesizedExpression(awaited) || Node.isAsExpression(awaited)) {
    return readAwaited(awaited.getExpression(), node, place);
  }
  if (Node.isConditionalExpression(awaited)) {
    return readConditional(awaited, place, (branch) => readAwaited(branch, branch, place));
  }
  if (!Node.isCallExpression(awaited)) {
    if (awaited.getType().getProperty('then') === undefined) return readValue(awaited, place);
    return refuse(
      awaited,
      'ASL202',
      'A promise that was made earlier cannot be awaited: a state machine does one thing at a time',
      'Await the call itself, or put the calls into `Promise.all([…])`.',
    );
  }
  return readCall(awaited, node, place);
}

function readCall(call: CallExpression, node: Node, place: Place): Expression {
  const callee = call.getExpression();
  const activity = activityOf(callee, place.environment);
  if (activity) return readActivity(activity, call, node, place);
  if (isPromiseAll(call)) return readAll(call, node, place);
  if (Node.isPropertyAccessExpression(callee) && callee.getName() === 'compensate') {
    const saga = sagaOf(callee.getExpression(), place.environment);
    if (saga) return readCompensate(saga, node, place);
  }
  if (functionOf(callee, place.environment)) return inline(call, place);
  const declaration = declarationOf(callee);
  const name = Node.isPropertyAccessExpression(callee) ? callee.getName() : callee.getText();
  switch (declaration && patternOf(declaration)) {
    case 'callback':
      return readCallback(call, node, place);
    case 'receive':
      return readReceive(call, node, place);
    case 'sleep-until':
      return wait(node, { until: readValue(call.getArguments()[0] ?? call, place) }, 'Wait', place);
    default:
  }
  if (declaration && isTemporal(declaration)) return readTemporalCall(name, call, node, place);
  return refuse(
    callee,
    'ASL203',
    `What \`${callee.getText()}\` does is not in the workflow's sources, and it is no activity`,
    'Make it an activity, or a function in the workflow folder.',
  );
}

/** The result of an activity: one Task. */
function readActivity(
  { name, proxy }: ActivityReference,
  call: CallExpression,
  node: Node,
  place: Place,
): Expression {
  const args = call.getArguments();
  if (args.length > 1) {
    refuse(
      call,
      'ASL208',
      `\`${name}\` takes ${args.length} arguments, and a Lambda function takes one`,
      'Pass one object.',
    );
  }
  const input = args[0] && readValue(args[0], place);
  const work = {
    kind: 'activity',
    activity: name,
    execution: executionName,
    input,
    options: activityOptions(proxy),
  } as const;
  return addTask(node, work, name, { name, type: awaitedType(node) }, place);
}

function readTemporalCall(name: string, call: CallExpression, node: Node, place: Place): Expression {
  const args = call.getArguments();
  switch (name) {
    case 'sleep':
      return readSleep(call, node, place);
    case 'nonCancellable': {
      const body = args[0] && functionOf(args[0], place.environment);
      if (body) return inlineWith(body, call, [], place);
      break;
    }
    case 'executeChild':
    case 'startChild':
      return readChild(name, call, node, place);
    case 'signal':
      return readSignal(call, node, place);
    default:
  }
  return refuse(call, 'ASL212', `\`${name}\` has no counterpart on Step Functions`, insteadOf(name));
}

function insteadOf(name: string): string {
  switch (name) {
    case 'condition':
      return 'To wait for a message or a deadline use `receive(signal, { until })`; to wait for an answer use `callback(…)` (workflows/patterns).';
    case 'continueAsNew':
      return 'Loop instead: the export starts the machine anew by itself before its history is full.';
    case 'result':
      return 'Use `executeChild`, which waits for the result.';
    case 'cancellable':
    case 'withTimeout':
      return 'Step Functions cannot cancel a part of an execution: give the activities time-outs.';
    default:
      return 'Use an activity, a child workflow, or one of the patterns in workflows/patterns.';
  }
}

function readSleep(call: CallExpression, node: Node, place: Place): Expression {
  const duration = call.getArguments()[0];
  const known = duration && Node.isExpression(duration) ? staticValue(duration) : undefined;
  const constant = known && milliseconds(known.value);
  if (constant !== undefined) {
    if (place.machine.express && constant > 5 * 60_000) {
      refuse(call, 'ASL211', 'An Express machine lives five minutes', 'Export it as a Standard machine.');
    }
    const title = typeof known?.value === 'string' ? `Sleep ${known.value}` : 'Sleep';
    return wait(node, { milliseconds: literal(constant) }, title, place);
  }
  const value = readValue(duration ?? call, place);
  if (!value.type.kinds.has('number') || value.type.kinds.size > 1) {
    refuse(
      call,
      'ASL206',
      'A duration that is only known when it runs must be a number of milliseconds',
      'Give milliseconds.',
    );
  }
  return wait(node, { milliseconds: { ...value, type: numberType } }, 'Sleep', place);
}

function wait(node: Node, how: WaitStep['wait'], title: string, place: Place): Expression {
  const next = edge();
  const step: WaitStep = {
    kind: 'wait',
    origin: originOf(node, place),
    title: takeTitle(place, title),
    wait: how,
    next,
  };
  place.flow.add(step, next);
  return literal(undefined);
}
