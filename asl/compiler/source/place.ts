import { relative } from 'node:path';
import type { Node } from 'ts-morph';
import type { DiagnosticLog } from '../diagnostics/diagnostics.ts';
import type { Environment } from './environment.ts';
import type { Expression, Variable } from '../expression/expression.ts';
import type { Flow } from '../model/flow.ts';
import type { Assignment, Origin, Step } from '../model/model.ts';
import { titleCase } from './title-case.ts';

/** What is shared while one workflow is read, its branches included. */
export interface Machine {
  name: string;
  express: boolean;
  log: DiagnosticLog;
  /** How many steps have been read. */
  steps: number;
  /** Paths in the model are relative to this folder. */
  root: string;
  /** How many callbacks have been read: they are numbered as on Temporal. */
  callbacks: number;
  /** Whether one of them is in a loop, so that only a variable can number them. */
  callbackInLoop: boolean;
  /** That variable, and the process that may set it. */
  waits: { count: Variable; owner: Flow } | undefined;
  /** What can only be done once the whole source has been read. */
  afterwards: (() => void)[];
}

/** Where a failure goes: what keeps it, and the step that deals with it. */
export interface Handler {
  /** Of a `try`; of the whole process; of a branch of a `Promise.all`, which tells the whole. */
  kind: 'catch' | 'process' | 'branch';
  keep: (failure: Expression) => Assignment[];
  to: () => Step;
}

/** The ways out of the code being read. Each closes the open end of the flow. */
export interface Jumps {
  return: (value: Expression, node: Node) => void;
  break: (label: string | undefined, node: Node) => void;
  continue: (label: string | undefined, node: Node) => void;
}

/** Everything that decides what a piece of source means where it stands. */
export interface Place {
  machine: Machine;
  flow: Flow;
  environment: Environment;
  jumps: Jumps;
  handler: Handler;
  /** The functions being inlined here, outermost first. */
  inlined: { function: Node; call: string }[];
  /** Whether the code runs inside a loop, where a step may come more than once. */
  looping: boolean;
  /** The title that a comment gives to the first step that comes. */
  title: { text: string | undefined };
}

export function originOf(node: Node, place: Pick<Place, 'machine' | 'inlined'>): Origin {
  const source = node.getSourceFile();
  return {
    file: relative(place.machine.root, source.getFilePath()),
    ...source.getLineAndColumnAtPos(node.getStart()),
    inlined: place.inlined.slice(1).map(({ call }) => call),
    order: place.machine.steps++,
  };
}

/** The title of the step that comes next: the comment's, or else this one. */
export function takeTitle(place: Place, otherwise: string): string {
  const title = place.title.text;
  place.title.text = undefined;
  return title ?? (/^If /.test(otherwise) ? otherwise : titleCase(otherwise));
}
