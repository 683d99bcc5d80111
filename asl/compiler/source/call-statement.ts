import { type CallExpression, type Expression as Source, Node } from 'ts-morph';
import { activityOf } from './activity.ts';
import { refuseUnawaited } from './await.ts';
import { refuse } from '../diagnostics/diagnostics.ts';
import type { Place } from './place.ts';
import { readCompensateWith, sagaOf } from './saga.ts';
import { declarationOf, isTemporal, patternOf } from './source.ts';
import { isPromise } from './types.ts';
import { readValue } from './value.ts';

/** An expression that stands alone, for what it does. */
export function readCallStatement(expression: Source, place: Place): void {
  if (Node.isVoidExpression(expression)) {
    readCallStatement(expression.getExpression(), place);
    return;
  }
  if (Node.isCallExpression(expression)) {
    if (isLeftOut(expression, place)) return;
    const callee = expression.getExpression();
    if (Node.isPropertyAccessExpression(callee) && callee.getName() === 'compensateWith') {
      const saga = sagaOf(callee.getExpression(), place.environment);
      if (saga) {
        readCompensateWith(saga, expression, place);
        return;
      }
    }
    if (isPromise(expression) || activityOf(callee, place.environment)) {
      refuseUnawaited(expression);
    }
    if (Node.isPropertyAccessExpression(callee) && callee.getName() === 'forEach') {
      refuse(
        expression,
        'ASL201',
        '`forEach` is only there for what it does, step by step',
        'Use `for (const item of items)`.',
      );
    }
  }
  readValue(expression, place);
}

/** What only tells Temporal something: it is noted, and nothing comes of it. */
const tellsTemporal = new Set([
  'setCurrentDetails',
  'upsertSearchAttributes',
  'upsertMemo',
  'deprecatePatch',
]);

function isLeftOut(call: CallExpression, place: Place): boolean {
  const callee = call.getExpression();
  const object = Node.isPropertyAccessExpression(callee) ? callee.getExpression() : callee;
  const declaration = declarationOf(object);
  if (!declaration) return false;
  if (patternOf(declaration) === 'progress') return leftOut(call, '`progress`', place);
  if (!isTemporal(declaration)) return false;
  const name = callee.getText();
  if (name === 'setHandler' || name === 'setDefaultSignalHandler') {
    refuseSignalHandler(call);
    return leftOut(call, 'A query', place);
  }
  if (object !== callee && object.getText() === 'log') return leftOut(call, 'A log line', place);
  return tellsTemporal.has(name) && leftOut(call, `\`${name}\``, place);
}

/** Notes the first of its kind: a process may tell of its progress at every step. */
function leftOut(call: CallExpression, what: string, place: Place): true {
  const { log } = place.machine;
  const reason = `${what} has no counterpart on Step Functions`;
  if (!log.diagnostics.some((known) => known.reason === reason)) {
    log.note(call, 'ASL217', reason, 'It is left out of the export, here and wherever else it is called.');
  }
  return true;
}

function refuseSignalHandler(call: CallExpression): void {
  const definition = call.getArguments()[0];
  const type = definition?.getType().getText() ?? '';
  if (/\bQueryDefinition</.test(type)) return;
  refuse(
    call,
    'ASL213',
    'A state machine cannot be interrupted by a handler: signals and updates reach it where it waits for them',
    'Use `receive(signal, { until })` of workflows/patterns at the place that needs the message.',
  );
}
