import { type CallExpression, type NewExpression, Node } from 'ts-morph';
import { activityOf, activityOptions } from './activity.ts';
import { emptyList } from './declaration.ts';
import { refuse } from '../diagnostics/diagnostics.ts';
import { milliseconds } from './durations.ts';
import type { Binding, Environment } from './environment.ts';
import {
  call,
  condition,
  equal,
  type Expression,
  literal,
  property,
  Variable,
  variable,
} from '../expression/expression.ts';
import { listOf, stringType, typeOf } from '../expression/value-type.ts';
import { edge, label } from '../model/flow.ts';
import { type ChoiceStep, executionName, type RetryPolicy, type TaskStep } from '../model/model.ts';
import { titleCase } from './title-case.ts';
import { originOf, type Place, takeTitle } from './place.ts';
import { staticValue } from './static-value.ts';
import { lengthOf, list, object, wayTo } from '../model/terms.ts';
import { readValue } from './value.ts';

type Saga = Extract<Binding, { kind: 'saga' }>;

const recordsType = listOf(typeOf('object'));
const namesType = listOf(stringType);

/** The saga that a name stands for, passed on as an argument or not. */
export function sagaOf(node: Node, environment: Environment): Saga | undefined {
  const symbol = Node.isIdentifier(node) ? node.getSymbol() : undefined;
  const binding = symbol && environment.lookup(symbol);
  if (binding?.kind === 'code') return sagaOf(binding.node, binding.environment);
  return binding?.kind === 'saga' ? binding : undefined;
}

const firstInterval = 1000;
const longestInterval = 3_600_000;

/** `new Saga({ retryFor })`: how often each compensation is tried, as the pattern has it. */
export function sagaRetry(creation: NewExpression): RetryPolicy {
  const [options] = creation.getArguments();
  const known = Node.isExpression(options) ? staticValue(options) : { value: {} };
  const time = known && milliseconds((known.value as { retryFor?: unknown }).retryFor ?? '1 week');
  if (time === undefined) {
    refuse(
      creation,
      'ASL206',
      '`retryFor` must be a constant duration',
      "Write `new Saga({ retryFor: '2 days' })`, or give milliseconds.",
    );
  }
  let maximumAttempts = 1;
  let interval = firstInterval;
  for (let after = 0; after < time; after += interval, interval = Math.min(2 * interval, longestInterval)) {
    maximumAttempts++;
  }
  return {
    initialInterval: firstInterval,
    backoffCoefficient: 2,
    maximumInterval: longestInterval,
    maximumAttempts,
    nonRetryableErrorTypes: [],
  };
}

/** `saga.compensateWith(activity, input)`: one more record at the head of the list. */
export function readCompensateWith(saga: Saga, node: CallExpression, place: Place): void {
  const [reference, input] = node.getArguments();
  const activity = reference && activityOf(reference, place.environment);
  if (!activity) {
    refuse(node, 'ASL214', 'A compensation is an activity', 'Pass a function that `proxyActivities` gave.');
  }
  if (saga.owner !== place.flow) refuseOutside(node);
  saga.activities.set(activity.name, activity.proxy);
  const record: Expression = object({
    activity: literal(activity.name),
    arguments: input ? readValue(input, place) : literal(null),
  });
  const before = variable(saga.compensations, recordsType);
  place.flow.set(originOf(node, place), saga.compensations, list(recordsType, record, { spread: before }));
}

/**
 * `await saga.compensate()`: a loop of one choice and a task for each activity that was ever put on the list. Gives the
 * names of those that could not be done.
 */
export function readCompensate(saga: Saga, node: Node, place: Place): Expression {
  if (saga.owner !== place.flow) refuseOutside(node);
  const origin = originOf(node, place);
  const notDone = new Variable('notDone');
  const [head, done] = [label(origin), label(origin)];
  place.flow.set(origin, notDone, emptyList);
  place.flow.place(head);
  const records = variable(saga.compensations, recordsType);
  const first: Expression = { kind: 'element', object: records, index: literal(0), type: typeOf('object') };
  const choice: ChoiceStep = {
    kind: 'choice',
    origin,
    title: takeTitle(place, 'Compensate?'),
    rules: [{ when: condition(equal(lengthOf(records), literal(0))), edge: wayTo(done) }],
    otherwise: wayTo(done),
  };
  place.flow.end(choice);
  // Which activities there are is known once the whole function has been read.
  place.machine.afterwards.push(() => {
    const tasks = [...saga.activities].map(([activity, proxy]) => {
      const options = activityOptions(proxy as CallExpression);
      const { nonRetryableErrorTypes } = options.retry;
      const rest = { variable: saga.compensations, value: tail(records) };
      const [undone, failed] = [
        edge(rest),
        edge(rest, { variable: notDone, value: withName(notDone, activity) }),
      ];
      undone.to = failed.to = head;
      const task: TaskStep = {
        kind: 'task',
        origin,
        title: titleCase(activity),
        work: {
          kind: 'activity',
          activity,
          execution: executionName,
          input: property(first, 'arguments', typeOf('object')),
          options: { ...options, retry: { ...saga.retry, nonRetryableErrorTypes } },
        },
        next: undone,
        caught: [{ errors: 'all', edge: failed, timedOut: undefined }],
      };
      return { when: equal(property(first, 'activity', stringType), literal(activity)), task };
    });
    const last = tasks.pop();
    if (!last) return;
    choice.rules.push(...tasks.map(({ when, task }) => ({ when: condition(when), edge: wayTo(task) })));
    choice.otherwise = wayTo(last.task);
  });
  place.flow.place(done);
  return variable(notDone, namesType);
}

function refuseOutside(node: Node): never {
  return refuse(
    node,
    'ASL210',
    'The saga belongs outside this branch, and branches that run side by side may not change it',
    'Register the compensations before `Promise.all`, or give each branch a saga of its own.',
  );
}

function tail(of: Expression): Expression {
  return call('array.slice', recordsType, of, literal(1));
}

function withName(names: Variable, name: string): Expression {
  return list(namesType, { spread: variable(names, namesType) }, literal(name));
}
