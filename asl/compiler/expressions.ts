import type { Expression } from './expression/expression.ts';
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
  const given = (...of: (Expression | undefined)[]): Expression[] => of.filter((one) => one !== undefined);
  switch (work.kind) {
    case 'activity':
      return given(work.input);
    case 'callback':
      return given(work.input, work.timeout);
    case 'receive':
      return given(work.mailbox, work.signal, work.until, work.round);
    case 'signal':
      return given(work.execution, work.signal, work.payload);
    case 'child':
      return given(work.id, work.input);
    case 'renewal':
      return work.variables.map((variable) => ({
        kind: 'variable',
        variable,
        type: { kinds: new Set(['unknown']) },
      }));
  }
}
