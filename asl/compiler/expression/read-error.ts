import { Node } from 'ts-morph';
import { refuse } from '../diagnostics/diagnostics.ts';
import { timedOutType } from './caught-error.ts';
import {
  conditional,
  entry,
  equal,
  type Expression,
  literal,
  not,
  objectOf,
  property,
} from './expression.ts';
import { importedName } from './globals.ts';
import { readExpression } from './read.ts';
import type { Scope } from './scope.ts';
import { type CaughtFrom, errorType, stringType, typeOf, unknownType, valueTypeOf } from './value-type.ts';

const messages = {
  activity: 'Activity task failed',
  child: 'Child Workflow execution failed',
} as const;

/** What a caught error says of itself, read from the value that a Catch left (`CaughtError`). */
export function readErrorProperty(node: Node, error: Expression, name: string): Expression {
  const from = narrowed(node, error);
  switch (name) {
    case 'cause':
      return { ...error, type: errorType('cause') };
    case 'message':
      return messageOf(error, from);
    case 'type':
      if (from === 'workflow' || from === 'cause') return property(error, 'type', stringType);
      break;
    case 'activityType':
      if (from === 'activity') return property(error, 'activity', stringType);
      break;
    case 'workflowType':
      if (from === 'child') return property(error, 'child', stringType);
      break;
    default:
  }
  return refuse(
    node,
    'ASL111',
    `The export does not keep ${name} of a caught error.`,
    'Use type, message and details of the ApplicationFailure: failureOf(error).',
  );
}

/** What the type checker knows of the error at this place, after `instanceof`; in a branch never taken, that alone. */
function narrowed(node: Node, error: Expression): CaughtFrom {
  const from = error.type.caughtFrom ?? 'anywhere';
  if (from === 'cause' || !Node.isPropertyAccessExpression(node)) return from;
  switch (node.getExpression().getType().getSymbol()?.getName()) {
    case 'ActivityFailure':
      return 'activity';
    case 'ChildWorkflowFailure':
      return 'child';
    case 'ApplicationFailure':
      return 'workflow';
    default:
      return from;
  }
}

function messageOf(error: Expression, from: CaughtFrom): Expression {
  const own = property(error, 'message', stringType);
  if (from === 'activity' || from === 'child') return literal(messages[from]);
  if (from !== 'anywhere') return own;
  return conditional(
    cameThrough(error, 'activity'),
    literal(messages.activity),
    conditional(cameThrough(error, 'child'), literal(messages.child), own),
  );
}

function cameThrough(error: Expression, what: 'activity' | 'child'): Expression {
  return not(equal(property(error, what, typeOf('string', 'undefined')), literal(undefined)));
}

/** `error.details?.[0]`: the one detail that is kept. */
export function readErrorElement(node: Node, scope: Scope): Expression | undefined {
  if (!Node.isElementAccessExpression(node) || node.getArgumentExpression()?.getText() !== '0')
    return undefined;
  const details = node.getExpression();
  if (!Node.isPropertyAccessExpression(details) || details.getName() !== 'details') return undefined;
  if (!valueTypeOf(details.getExpression()).kinds.has('error')) return undefined;
  const error = readExpression(details.getExpression(), scope);
  return error.type.kinds.has('error') ? property(error, 'details', unknownType) : undefined;
}

/** `error instanceof Failure`, for the failures of the Temporal workflow API. */
export function readInstanceOf(node: Node, error: Expression, failure: Node): Expression {
  if (!error.type.kinds.has('error')) {
    refuse(
      node,
      'ASL111',
      'Only caught errors have a class on Step Functions.',
      'Test typeof, or a field of the object.',
    );
  }
  const from = error.type.caughtFrom ?? 'anywhere';
  const timedOut = equal(property(error, 'type', stringType), literal(timedOutType));
  switch (importedName(failure)?.name ?? failure.getText()) {
    case 'Error':
    case 'TemporalFailure':
      return literal(true);
    case 'CancelledFailure':
      return literal(false);
    case 'ActivityFailure':
      return from === 'anywhere' ? cameThrough(error, 'activity') : literal(from === 'activity');
    case 'ChildWorkflowFailure':
      return from === 'anywhere' ? cameThrough(error, 'child') : literal(from === 'child');
    case 'TimeoutFailure':
      return from === 'cause' ? timedOut : literal(false);
    case 'ApplicationFailure':
      if (from === 'cause') return not(timedOut);
      if (from !== 'anywhere') return literal(from === 'workflow');
      return not({
        kind: 'logical',
        operator: '||',
        left: cameThrough(error, 'activity'),
        right: cameThrough(error, 'child'),
        type: typeOf('boolean'),
      });
    default:
      return refuse(
        node,
        'ASL111',
        'The export knows the failures of the Temporal workflow API only.',
        'Tell failures apart by their type: failureOf(error).type === "…".',
      );
  }
}

/** `failureOf(error)`: what was caught already says it; where it came from is not part of it. */
export function failureOf(error: Expression): Expression {
  const from = error.type.caughtFrom ?? 'anywhere';
  if (from === 'workflow') return { ...error, type: typeOf('object') };
  return objectOf(
    entry('type', property(error, 'type', stringType)),
    entry('message', property(error, 'message', stringType)),
    entry('details', property(error, 'details', unknownType)),
  );
}

/** Refuses a value that is not a caught error where one is needed. */
export function caughtError(node: Node, value: Expression): Expression {
  if (!value.type.kinds.has('error')) {
    refuse(
      node,
      'ASL111',
      'This is not what a catch clause caught.',
      'Give it the error of the catch clause.',
    );
  }
  return value;
}
