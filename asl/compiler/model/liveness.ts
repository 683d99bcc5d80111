import type { Variable } from '../expression/expression.ts';
import { variablesIn } from '../expression/rewrite.ts';
import { expressionsIn, expressionsOf } from './expressions.ts';
import { caught, edgesOf, nestedIn, type Process, type Step, stepsOf } from './model.ts';

/** For each step, the variables that may still be read when it begins. */
export function liveVariables(process: Process): Map<Step, ReadonlySet<Variable>> {
  const steps = stepsOf(process).toReversed();
  const live = new Map<Step, ReadonlySet<Variable>>(steps.map((step) => [step, readBy(step)]));
  let changed = true;
  while (changed) {
    changed = false;
    for (const step of steps) {
      const before = live.get(step);
      const now = new Set(before);
      for (const edge of edgesOf(step)) {
        const after = live.get(edge.to) ?? new Set<Variable>();
        const assigned = new Set(edge.assign.map(({ variable }) => variable));
        for (const variable of after) if (!assigned.has(variable)) now.add(variable);
        for (const { variable, value } of edge.assign) {
          if (after.has(variable)) for (const read of variablesIn(value)) if (read !== caught) now.add(read);
        }
      }
      if (now.size === before?.size) continue;
      live.set(step, now);
      changed = true;
    }
  }
  return live;
}

/** What a step itself reads, its edges' assignments aside. */
function readBy(step: Step): Set<Variable> {
  const read = new Set<Variable>();
  for (const expression of expressionsOf(step))
    for (const variable of variablesIn(expression)) read.add(variable);
  for (const process of nestedIn(step)) {
    for (const expression of expressionsIn(process))
      for (const variable of variablesIn(expression)) read.add(variable);
  }
  return read;
}
