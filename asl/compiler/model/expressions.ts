import type { Expression } from '../expression/expression.ts';
import { unknownType } from '../expression/value-type.ts';
import { edgesOf, nestedIn, type Process, type Step, stepsOf, type Work } from './model.ts';

/** Every expression of a process, those of its edges and its nested processes included. */
export function expressionsIn(process: Process): Expression[] {
  return stepsOf(process).flatMap((step) => [
    ...expressionsOf(step),
    ...edgesOf(step).flatMap(({ assign }) => assign.map(({ value }) => value)),
    ...nestedIn(step).flatMap(expressionsIn),
  ]);
}

/** What a step itself evaluates: not what its edges set, nor what is nested in it. */
export function expressionsOf(step: Step): Expression[] {
  const output = 'next' in step && 'output' in step.next ? [step.next.output] : [];
  switch (step.kind) {
    case 'choice':
      return step.rules.map(({ when }) => when);
    case 'task':
      return [...output, ...expressionsOfWork(step.work)];
    case 'wait':
      return [...output, 'until' in step.wait ? step.wait.until : step.wait.milliseconds];
    case 'map':
      return [...output, step.items];
    case 'succeed':
      return [step.output];
    case 'fail':
      return [step.type, step.message];
    case 'assign':
    case 'parallel':
      return output;
  }
}

function expressionsOfWork(work: Work): Expression[] {
  const found: Expression[] = [];
  rewriteWork(work, (expression) => {
    found.push(expression);
    return expression;
  });
  return found;
}

type Rewrite = (expression: Expression) => Expression;

/** Replaces every expression of a process. */
export function rewriteExpressions(process: Process, rewrite: Rewrite): void {
  for (const step of stepsOf(process)) {
    rewriteStep(step, rewrite);
    for (const { assign } of edgesOf(step)) for (const one of assign) one.value = rewrite(one.value);
    for (const nested of nestedIn(step)) rewriteExpressions(nested, rewrite);
  }
}

/** Replaces every expression that a step itself evaluates. */
export function rewriteStep(step: Step, rewrite: Rewrite): void {
  if ('next' in step && 'output' in step.next) step.next.output = rewrite(step.next.output);
  switch (step.kind) {
    case 'choice':
      for (const rule of step.rules) rule.when = rewrite(rule.when);
      break;
    case 'task':
      step.work = rewriteWork(step.work, rewrite);
      break;
    case 'wait':
      step.wait =
        'until' in step.wait
          ? { until: rewrite(step.wait.until) }
          : { milliseconds: rewrite(step.wait.milliseconds) };
      break;
    case 'map':
      step.items = rewrite(step.items);
      break;
    case 'succeed':
      step.output = rewrite(step.output);
      break;
    case 'fail':
      step.type = rewrite(step.type);
      step.message = rewrite(step.message);
      break;
    case 'assign':
    case 'parallel':
  }
}

function rewriteWork(work: Work, rewrite: Rewrite): Work {
  const maybe = (expression: Expression | undefined): Expression | undefined =>
    expression && rewrite(expression);
  switch (work.kind) {
    case 'activity':
      return { ...work, execution: rewrite(work.execution), input: maybe(work.input) };
    case 'callback':
      return {
        ...work,
        execution: rewrite(work.execution),
        input: rewrite(work.input),
        timeout: rewrite(work.timeout),
      };
    case 'receive':
      return {
        ...work,
        mailbox: rewrite(work.mailbox),
        signal: rewrite(work.signal),
        until: rewrite(work.until),
        round: maybe(work.round),
      };
    case 'signal':
      return {
        ...work,
        execution: rewrite(work.execution),
        signal: rewrite(work.signal),
        payload: maybe(work.payload),
      };
    case 'child':
      return { ...work, id: maybe(work.id), input: maybe(work.input) };
    case 'renewal':
      for (const [, variable] of work.variables) rewrite({ kind: 'variable', variable, type: unknownType });
      return work;
  }
}
