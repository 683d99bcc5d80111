import { DiagnosticLog } from './diagnostics/diagnostics.ts';
import { emit, type StateMap } from './emit/emit.ts';
import type { Deployment } from './emit/emit-work.ts';
import { brokenInvariants } from './emit/invariants.ts';
import type { StateMachine } from './emit/machine.ts';
import type { Process } from './model/model.ts';
import { renewReceives } from './model/renewal.ts';
import { simplify } from './model/simplify.ts';
import type { WorkflowSource } from './source/source.ts';
import { readWorkflow } from './source/workflow.ts';

export interface CompileOptions extends Deployment {
  /** Files are named relative to this folder. Default: the workflow's own. */
  root?: string;
  /** For an Express machine, which may not wait. */
  express?: boolean;
}

export interface Compilation {
  diagnostics: DiagnosticLog['diagnostics'];
  /** Undefined when something was refused. */
  exported: { process: Process; machine: StateMachine; map: StateMap } | undefined;
}

/**
 * Compiles a workflow function into a state machine.
 *
 * @throws Error when the compiler itself is at fault: what it wrote breaks one of its own rules
 */
export function compile(source: WorkflowSource, options: CompileOptions = {}): Compilation {
  const log = new DiagnosticLog();
  const { root, express = false, ...deployment } = options;
  const read = readWorkflow(source, { express, ...(root === undefined ? {} : { root }) }, log);
  if (log.hasErrors) return { diagnostics: log.diagnostics, exported: undefined };
  const process = simplify(read);
  renewReceives(process);
  const { machine, map } = emit(process, deployment);
  const broken = brokenInvariants(machine);
  if (broken.length > 0) throw new Error(`The export of ${source.name} is broken:\n${broken.join('\n')}`);
  return { diagnostics: log.diagnostics, exported: { process, machine, map } };
}
