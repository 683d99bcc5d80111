import { type CallExpression, Node } from 'ts-morph';
import { activityOf, activityOptions } from './activity.ts';
import { refuse } from '../diagnostics/diagnostics.ts';
import { milliseconds } from './durations.ts';
import { Environment } from './environment.ts';
import { context, type Expression, literal, variable } from '../expression/expression.ts';
import { readPattern } from '../expression/read-pattern.ts';
import { numberType, stringType, typeOf } from '../expression/value-type.ts';
import { functionOf, type Helper } from './inline.ts';
import { executionName } from '../model/model.ts';
import { optionOf } from './options.ts';
import { originOf, type Place } from './place.ts';
import { staticValue } from './static-value.ts';
import { addTask } from './task.ts';
import { awaitedType } from './types.ts';
import { readValue, scopeOf } from './value.ts';

/** `callback(task => enqueue({ …, task }), options)`: one Task that hands on a token and waits for its answer. */
export function readCallback(call: CallExpression, node: Node, place: Place): Expression {
  if (place.machine.express)
    refuse(
      call,
      'ASL211',
      'An Express machine cannot wait for a callback',
      'Export it as a Standard machine.',
    );
  const [enqueue, options] = call.getArguments();
  const hand = enqueue && functionOf(enqueue, place.environment);
  const enqueued = hand && onlyCall(hand.body);
  const activity = enqueued && activityOf(enqueued.getExpression(), place.environment);
  if (!hand || !enqueued || !activity || enqueued.getArguments().length > 1) {
    return refuse(
      enqueue ?? call,
      'ASL216',
      'The first argument must do nothing but call one activity with one object: that call becomes the Task that hands on the token',
      'Write `callback((task) => enqueue({ …, task }), { timeout })`, and do everything else before or after.',
    );
  }
  const task = taskOf(node, place);
  const input = enqueued.getArguments()[0];
  const work = {
    kind: 'callback',
    execution: executionName,
    activity: activity.name,
    input: input ? readValue(input, withTask(hand, task, place)) : task,
    options: activityOptions(activity.proxy),
    ...patienceOf(options, call, place),
  } as const;
  const outcome = { name: activity.name, type: awaitedType(node), timedOut: silence(options, call) };
  const answer = addTask(node, work, activity.name, outcome, place);
  return answer;
}

/** The call that is all a function does. */
function onlyCall(body: Node): CallExpression | undefined {
  if (Node.isAwaitExpression(body)) return onlyCall(body.getExpression());
  if (Node.isCallExpression(body)) return body;
  const [statement, ...more] = Node.isBlock(body) ? body.getStatements() : [];
  if (more.length > 0 || !statement) return undefined;
  if (Node.isExpressionStatement(statement)) return onlyCall(statement.getExpression());
  const returned = Node.isReturnStatement(statement) ? statement.getExpression() : undefined;
  return returned && onlyCall(returned);
}

/** `{wait, token}`: the number of the wait, counted as on Temporal, and the token that Step Functions gives. */
function taskOf(node: Node, place: Place): Expression {
  const { machine } = place;
  machine.callbacks++;
  const property = (
    name: string,
    value: Expression,
  ): { kind: 'property'; key: Expression; value: Expression } => ({
    kind: 'property',
    key: literal(name),
    value,
  });
  return {
    kind: 'object',
    entries: [
      property('wait', numberOfWait(node, place)),
      property('token', context('taskToken', stringType)),
    ],
    type: typeOf('object'),
  };
}

function numberOfWait(node: Node, place: Place): Expression {
  const { machine } = place;
  if (!machine.waits) {
    machine.callbackInLoop ||= place.looping && place.handler.kind !== 'branch';
    return literal(machine.callbacks);
  }
  if (place.flow !== machine.waits.owner) return literal(machine.callbacks);
  const count = variable(machine.waits.count, numberType);
  const next: Expression = {
    kind: 'binary',
    operator: '+',
    left: count,
    right: literal(1),
    type: numberType,
  };
  place.flow.set(originOf(node, place), machine.waits.count, next);
  return count;
}

function withTask(hand: Helper, task: Expression, place: Place): Place {
  const environment = new Environment(place.environment);
  const inside = { ...place, environment };
  const parameter = hand.parameters[0];
  if (parameter) {
    readPattern(parameter.getNameNode(), task, scopeOf(inside), (name, value) => {
      environment.bind(name, { kind: 'value', value, owner: place.flow });
    });
  }
  return inside;
}

function patienceOf(
  options: Node | undefined,
  call: Node,
  place: Place,
): { timeout: Expression; heartbeat: number | undefined } {
  const given = optionOf(options, 'timeout');
  if (!given)
    return refuse(
      call,
      'ASL216',
      'A callback needs a `timeout`',
      'Give the options as an object literal with `timeout`.',
    );
  const constant = constantDuration(given);
  const timeout = constant === undefined ? readValue(given, place) : literal(constant);
  if (!timeout.type.kinds.has('number') || timeout.type.kinds.size > 1) {
    refuse(
      given,
      'ASL206',
      'A duration that is only known when it runs must be a number of milliseconds',
      'Give milliseconds.',
    );
  }
  const beat = optionOf(options, 'heartbeat');
  const heartbeat = beat && constantDuration(beat);
  if (beat && (heartbeat === undefined || heartbeat < 1000)) {
    refuse(
      beat,
      'ASL206',
      'The heartbeat must be a constant of at least a second',
      "Give it as `'30 seconds'`.",
    );
  }
  const neverFirst = heartbeat !== undefined && constant !== undefined && heartbeat >= constant;
  return { timeout, heartbeat: neverFirst ? undefined : heartbeat };
}

function constantDuration(node: Node): number | undefined {
  const known = Node.isExpression(node) ? staticValue(node) : undefined;
  return known && milliseconds(known.value);
}

/** What the wait fails with when no answer comes. */
function silence(options: Node | undefined, call: Node): { type: string; message: string } {
  const given = optionOf(options, 'timedOut');
  if (!given) return { type: 'CallbackTimedOut', message: 'No answer came in time' };
  const value = Node.isExpression(given) ? staticValue(given)?.value : undefined;
  const { type, message } = (value ?? {}) as Record<string, unknown>;
  if (typeof type === 'string' && typeof message === 'string') return { type, message };
  return refuse(
    call,
    'ASL216',
    '`timedOut` must be a constant `{ type, message }`',
    'Give both as string literals.',
  );
}
