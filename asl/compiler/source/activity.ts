import { type CallExpression, Node } from 'ts-morph';
import { refuse } from '../diagnostics/diagnostics.ts';
import { milliseconds } from './durations.ts';
import type { Environment } from './environment.ts';
import type { ActivityOptions, RetryPolicy } from '../model/model.ts';
import { declarationOf, isTemporal } from './source.ts';
import { constantOf, staticValue } from './static-value.ts';

/** An activity as a workflow names it, with the options it was proxied with. */
export interface ActivityReference {
  name: string;
  proxy: CallExpression;
}

/** The call of `proxyActivities` or `proxyLocalActivities` that an expression is. */
export function activitiesBehind(node: Node): CallExpression | undefined {
  if (!Node.isCallExpression(node)) return undefined;
  const callee = declarationOf(node.getExpression());
  const name = node.getExpression().getText();
  return callee && isTemporal(callee) && /^proxy(Local)?Activities$/.test(name) ? node : undefined;
}

/** The activity that a name stands for, through destructuring, constants and arguments. */
export function activityOf(node: Node, environment: Environment): ActivityReference | undefined {
  if (Node.isPropertyAccessExpression(node)) {
    const proxy = constantOf(node.getExpression());
    const call = proxy && activitiesBehind(proxy);
    return call && { name: node.getName(), proxy: call };
  }
  if (!Node.isIdentifier(node)) return undefined;
  const symbol = node.getSymbol();
  const binding = symbol && environment.lookup(symbol);
  if (binding) return binding.kind === 'code' ? activityOf(binding.node, binding.environment) : undefined;
  const declaration = declarationOf(node);
  if (!Node.isBindingElement(declaration)) return undefined;
  const variable = declaration.getParent().getParent();
  const initializer = Node.isVariableDeclaration(variable) ? variable.getInitializer() : undefined;
  const call = initializer && (activitiesBehind(initializer) ?? behindConstant(initializer));
  return call && { name: declaration.getPropertyNameNode()?.getText() ?? declaration.getName(), proxy: call };
}

function behindConstant(node: Node): CallExpression | undefined {
  const constant = Node.isIdentifier(node) ? constantOf(node) : undefined;
  return constant && activitiesBehind(constant);
}

const plainOptions = new Set(['startToCloseTimeout', 'scheduleToCloseTimeout', 'heartbeatTimeout', 'retry']);

/** Options that say where or how Temporal runs an activity, not what it does. */
const engineOptions = new Set([
  ...[
    'taskQueue',
    'activityId',
    'cancellationType',
    'allowEagerDispatch',
    'versioningIntent',
    'summary',
    'priority',
  ],
  ...['localRetryThreshold', 'scheduleToStartTimeout'],
]);

/**
 * The options that a proxy was given.
 *
 * @throws Refusal when they cannot be read, or cannot be kept on Step Functions
 */
export function activityOptions(proxy: CallExpression): ActivityOptions {
  const node = proxy.getArguments()[0];
  const options = node && Node.isExpression(node) ? staticValue(node)?.value : undefined;
  if (!node || options === null || typeof options !== 'object') {
    return refuse(
      proxy,
      'ASL205',
      'The activity options cannot be read without running the workflow',
      'Give them as an object literal of constants.',
    );
  }
  const given = options as Record<string, unknown>;
  for (const name of Object.keys(given)) {
    if (plainOptions.has(name) || engineOptions.has(name)) continue;
    refuse(
      node,
      'ASL205',
      `The activity option \`${name}\` is not known`,
      `Use ${[...plainOptions].join(', ')}.`,
    );
  }
  const retry = retryPolicy((given.retry ?? {}) as Record<string, unknown>, node);
  return {
    timeout: timeoutOf(given, retry, node),
    heartbeat: secondsOption(given.heartbeatTimeout, 'heartbeatTimeout', node),
    retry,
  };
}

const defaultInterval = 1000;
const defaultCoefficient = 2;
/** Temporal's default maximum interval, as a multiple of the initial one. */
const defaultIntervalGrowth = 100;

function retryPolicy(retry: Record<string, unknown>, node: Node): RetryPolicy {
  const initialInterval =
    secondsOption(retry.initialInterval, 'retry.initialInterval', node) ?? defaultInterval;
  const backoffCoefficient = retry.backoffCoefficient ?? defaultCoefficient;
  const maximumAttempts = retry.maximumAttempts ?? Infinity;
  const nonRetryableErrorTypes = retry.nonRetryableErrorTypes ?? [];
  if (typeof backoffCoefficient !== 'number' || backoffCoefficient < 1) {
    return refuse(
      node,
      'ASL206',
      '`retry.backoffCoefficient` must be a number from 1',
      'Give it as a constant from 1.',
    );
  }
  if (typeof maximumAttempts !== 'number' || maximumAttempts < 0) {
    return refuse(
      node,
      'ASL206',
      '`retry.maximumAttempts` must be a number',
      'Give it as a whole number from 1.',
    );
  }
  return {
    initialInterval,
    backoffCoefficient,
    maximumInterval:
      secondsOption(retry.maximumInterval, 'retry.maximumInterval', node) ??
      initialInterval * defaultIntervalGrowth,
    maximumAttempts: maximumAttempts === 0 ? Infinity : maximumAttempts,
    nonRetryableErrorTypes: nonRetryableErrorTypes as string[],
  };
}

/** The time-out of one attempt. A schedule-to-close time-out is kept where it says no more than that. */
function timeoutOf(given: Record<string, unknown>, retry: RetryPolicy, node: Node): number | undefined {
  const oneAttempt = secondsOption(given.startToCloseTimeout, 'startToCloseTimeout', node);
  const all = secondsOption(given.scheduleToCloseTimeout, 'scheduleToCloseTimeout', node);
  if (all === undefined) return oneAttempt;
  if (retry.maximumAttempts === 1) return Math.min(all, oneAttempt ?? all);
  if (oneAttempt !== undefined && longest(oneAttempt, retry) <= all) return oneAttempt;
  return refuse(
    node,
    'ASL207',
    'Step Functions has no time-out over all attempts together, and this one may run out before the attempts do',
    'Drop `scheduleToCloseTimeout`, or bound the attempts (`maximumAttempts`, `startToCloseTimeout`) so that they fit into it.',
  );
}

/** How long all attempts take together at most. */
function longest(oneAttempt: number, retry: RetryPolicy): number {
  let total = oneAttempt;
  let interval = retry.initialInterval;
  for (let attempt = 1; attempt < Math.min(retry.maximumAttempts, 100_000); attempt++) {
    total += interval + oneAttempt;
    interval = Math.min(interval * retry.backoffCoefficient, retry.maximumInterval);
  }
  return Number.isFinite(retry.maximumAttempts) ? total : Infinity;
}

/** A duration in milliseconds that Step Functions can keep: whole seconds from 1. */
function secondsOption(given: unknown, name: string, node: Node): number | undefined {
  if (given === undefined) return undefined;
  const value = milliseconds(given);
  if (value !== undefined && value >= 1000 && value % 1000 === 0) return value;
  return refuse(
    node,
    'ASL206',
    `\`${name}\` is ${JSON.stringify(given)}, and Step Functions counts in whole seconds from 1`,
    'Give whole seconds from 1.',
  );
}
