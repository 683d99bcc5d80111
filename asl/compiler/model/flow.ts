import type { Expression, Variable } from '../expression/expression.ts';
import { type AssignStep, type Assignment, type Edge, edgesOf, type Origin, type Step } from './model.ts';

/** A place that can be jumped to before it is known what comes there. */
export type Label = AssignStep;

/**
 * Builds the graph of one process, step after step. The open end is the way that the next step will continue; after a
 * jump there is none until a label is placed, and what is added meanwhile cannot be reached.
 */
export class Flow {
  readonly start: Label;
  #open: Edge | undefined;
  readonly #reached = new Set<Step>();

  constructor(origin: Origin) {
    this.start = label(origin, 'Start');
    this.#open = this.start.next as Edge;
  }

  /** Whether the next step can be reached from the last one. */
  get isOpen(): boolean {
    return this.#open !== undefined;
  }

  /** Adds a step that the process does not go on from by itself. */
  end(step: Step): void {
    if (!this.#open) return;
    this.#open.to = step;
    this.#open = undefined;
    this.#reached.add(step);
    for (const { to } of edgesOf(step)) this.#reached.add(to);
  }

  /** Adds a step; the process goes on along `next`. */
  add(step: Step, next: Edge): void {
    if (!this.#open) return;
    this.end(step);
    this.#open = next;
  }

  /** Sets variables together. */
  assign(origin: Origin, ...assignments: Assignment[]): void {
    const step = label(origin, 'Assign');
    const next = step.next as Edge;
    next.assign.push(...assignments);
    this.add(step, next);
  }

  set(origin: Origin, variable: Variable, value: Expression): void {
    this.assign(origin, { variable, value });
  }

  jump(to: Label, ...assign: Assignment[]): void {
    if (assign.length > 0) this.assign(to.origin, ...assign);
    this.end(to);
  }

  /** Goes on at a label, if anything leads there. */
  place(here: Label): void {
    this.end(here);
    if (this.#reached.has(here)) this.#open = here.next as Edge;
  }

  /** Continues along an edge that a step made, as the branches of a choice do. */
  follow(edge: Edge): void {
    this.#open = edge;
  }
}

/** A label, to be placed later. */
export function label(origin: Origin, title = 'Join'): Label {
  return { kind: 'assign', origin, title, next: edge() };
}

/** An edge that leads nowhere yet. */
export function edge(...assign: Assignment[]): Edge {
  return { assign, to: nowhere };
}

/** Where an edge leads that nobody has continued. It never gets into a finished process. */
export const nowhere: Step = {
  kind: 'succeed',
  origin: { file: '', line: 0, column: 0, inlined: [], order: 0 },
  title: 'Nowhere',
  output: { kind: 'literal', value: null, type: { kinds: new Set(['null']) } },
};
