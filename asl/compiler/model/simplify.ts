import { type Expression, type Variable } from '../expression/expression.ts';
import { fold } from '../expression/fold.ts';
import { substitute, visit } from '../expression/rewrite.ts';
import { truthOf } from './known.ts';
import { rewriteStep } from './expressions.ts';
import { liveVariables } from './liveness.ts';
import {
  type Assignment,
  type ChoiceStep,
  type Edge,
  edgesOf,
  nestedIn,
  type Process,
  type Step,
  stepsOf,
} from './model.ts';

/** The largest expression, in parts, that substitution may repeat. */
const repeatLimit = 40;
/** The largest expression, in parts, that one assignment may become. */
const sizeLimit = 400;

/**
 * Makes a process as small as it can be with the same meaning: assignments move onto the edges before them, jumps go
 * where they end up, choices that are known are taken, results nobody reads are dropped.
 */
export function simplify(process: Process): Process {
  for (const nested of stepsOf(process).flatMap(nestedIn)) startAtOnce(simplify(nested));
  let changed = true;
  while (changed) {
    dropUnread(process);
    const steps = stepsOf(process);
    changed = skipEmpty(process, steps) || moveBack(process, steps) || takeKnownChoices(steps);
  }
  endEarly(process);
  dropUnread(process);
  skipEmpty(process, stepsOf(process));
  if (process.start.kind === 'assign') process.start.title = 'Start';
  return process;
}

/** Drops assignments to variables that nobody reads afterwards. */
function dropUnread(process: Process): void {
  const live = liveVariables(process);
  for (const step of stepsOf(process)) {
    for (const edge of edgesOf(step)) {
      edge.assign = edge.assign.filter(({ variable }) => live.get(edge.to)?.has(variable));
    }
  }
}

/** Leads edges past steps that do nothing. */
function skipEmpty(process: Process, steps: Step[]): boolean {
  let changed = false;
  const past = (step: Step): Step => {
    const seen = new Set<Step>();
    let at = step;
    while (at.kind === 'assign' && 'to' in at.next && at.next.assign.length === 0 && !seen.has(at)) {
      seen.add(at);
      at = at.next.to;
    }
    return at;
  };
  for (const step of steps) {
    for (const edge of edgesOf(step)) {
      const to = past(edge.to);
      changed ||= to !== edge.to;
      edge.to = to;
    }
  }
  const start = past(process.start);
  changed ||= start !== process.start;
  process.start = start;
  return changed;
}

/** Moves the assignments of a step onto the edges that lead to it. */
function moveBack(process: Process, steps: Step[]): boolean {
  const live = liveVariables(process);
  let changed = false;
  for (const edge of steps.flatMap(edgesOf)) {
    const step = edge.to;
    if (step.kind !== 'assign' || !('to' in step.next) || step.next.to === step) continue;
    const together = inOrder(edge.assign, step.next.assign, live.get(step.next.to) ?? new Set());
    if (!together) continue;
    edge.assign = together;
    edge.to = step.next.to;
    changed = true;
  }
  return changed;
}

/**
 * Two groups of assignments as one, where the second reads what the first has set. Undefined when that would evaluate
 * something twice that may differ, or make an expression too large.
 */
function inOrder(
  first: Assignment[],
  second: Assignment[],
  live: ReadonlySet<Variable>,
): Assignment[] | undefined {
  const values = new Map(first.map(({ variable, value }) => [variable, value]));
  const overwritten = new Set(second.map(({ variable }) => variable));
  for (const { variable, value } of first) {
    const uses = second.reduce((sum, later) => sum + countOf(variable, later.value), 0);
    const stays = live.has(variable) && !overwritten.has(variable);
    const evaluations = uses + (stays ? 1 : 0);
    if (uses > 0 && evaluations > 1 && (!isRepeatable(value) || sizeOf(value) > repeatLimit))
      return undefined;
  }
  const later = second.map(({ variable, value }) => ({ variable, value: substitute(value, values) }));
  if (later.some(({ value }, index) => value !== second[index]?.value && sizeOf(value) > sizeLimit))
    return undefined;
  return [...first.filter(({ variable }) => !overwritten.has(variable)), ...later];
}

function countOf(variable: Variable, value: Expression): number {
  let count = 0;
  visit(value, (part) => {
    if (part.kind === 'variable' && part.variable === variable) count++;
  });
  return count;
}

function sizeOf(value: Expression): number {
  let size = 0;
  visit(value, () => size++);
  return size;
}

const changing = /^(Date\.now|Math\.random|uuid4|new Date|now|random|uuid)$/;

/** Whether a second evaluation in the same state gives the same. */
function isRepeatable(value: Expression): boolean {
  let repeatable = true;
  visit(value, (part) => {
    if (part.kind === 'call' && changing.test(part.callee)) repeatable = false;
  });
  return repeatable;
}

/** Takes a choice at once on the edges that settle it. */
function takeKnownChoices(steps: Step[]): boolean {
  let changed = false;
  for (const [edge, isAnswer] of steps.flatMap((step) =>
    edgesOf(step).map((way) => [way, isReceive(step)] as const),
  )) {
    if (edge.to.kind !== 'choice') continue;
    const taken = settledBy(edge, edge.to, isAnswer);
    if (!taken || taken.to === edge.to) continue;
    const values = new Map(edge.assign.map(({ variable, value }) => [variable, value]));
    const later = taken.assign.map(({ variable, value }) => ({ variable, value: substitute(value, values) }));
    const overwritten = new Set(later.map(({ variable }) => variable));
    if (later.some(({ value }) => sizeOf(value) > sizeLimit)) continue;
    edge.assign = [...edge.assign.filter(({ variable }) => !overwritten.has(variable)), ...later];
    edge.to = taken.to;
    changed = true;
  }
  return changed;
}

/** Whether the result of a step is there for certain if it is typed so: a message that was received. */
function isReceive(step: Step): boolean {
  return step.kind === 'task' && step.work.kind === 'receive';
}

/** The edge that a choice takes after this one, where that is known. */
function settledBy(edge: Edge, choice: ChoiceStep, isAnswer: boolean): Edge | undefined {
  const values = new Map(edge.assign.map(({ variable, value }) => [variable, value]));
  for (const rule of choice.rules) {
    const truth = truthOf(fold(substitute(rule.when, values)), isAnswer);
    if (truth === undefined) return undefined;
    if (truth) return rule.edge;
  }
  return choice.otherwise;
}

/** Begins a branch with its first real step, if that alone reads what would be set before it. */
function startAtOnce(process: Process): void {
  const { start } = process;
  if (start.kind !== 'assign' || !('to' in start.next) || start.next.to.kind === 'choice') return;
  const { assign, to: first } = start.next;
  const live = liveVariables(process);
  const isReadLater = assign.some(({ variable, value }) => {
    const later = edgesOf(first).some((edge) => live.get(edge.to)?.has(variable));
    return later || !isRepeatable(value) || sizeOf(value) > repeatLimit;
  });
  const isReached = stepsOf(process).some(
    (step) => step !== start && edgesOf(step).some(({ to }) => to === first),
  );
  if (isReadLater || isReached || nestedIn(first).length > 0) return;
  const values = new Map(assign.map(({ variable, value }) => [variable, value]));
  rewriteStep(first, (expression) => substitute(expression, values));
  for (const edge of edgesOf(first)) {
    edge.assign = edge.assign.map(({ variable, value }) => ({ variable, value: substitute(value, values) }));
  }
  process.start = first;
}

/** Ends the process right after a step where nothing else follows it. */
function endEarly(process: Process): void {
  for (const step of stepsOf(process)) {
    if (!('next' in step) || !('to' in step.next) || step.next.to.kind !== 'succeed') continue;
    const { assign, to } = step.next;
    const uses = (variable: Variable): number => countOf(variable, to.output);
    if (
      assign.some(
        ({ variable, value }) => uses(variable) > 1 && (!isRepeatable(value) || sizeOf(value) > repeatLimit),
      )
    ) {
      continue;
    }
    step.next = {
      output: substitute(to.output, new Map(assign.map(({ variable, value }) => [variable, value]))),
    };
  }
}
