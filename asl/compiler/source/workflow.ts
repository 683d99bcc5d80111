import { dirname } from 'node:path';
import { Node } from 'ts-morph';
import { declare } from './declaration.ts';
import { type DiagnosticLog, refuse } from '../diagnostics/diagnostics.ts';
import { Environment } from './environment.ts';
import { context, literal, Variable, variable } from '../expression/expression.ts';
import { valueTypeOf } from '../expression/value-type.ts';
import { Flow } from '../model/flow.ts';
import type { Edge, FailStep, Process } from '../model/model.ts';
import { titleCase } from './title-case.ts';
import { type Machine, originOf, type Place } from './place.ts';
import { docstring, type WorkflowSource } from './source.ts';
import { readBlock } from './statement.ts';
import { caughtType, orElse, partsOf } from '../model/terms.ts';
import { readValue } from './value.ts';

export interface ReadOptions {
  express: boolean;
  /** Files are named relative to this folder. */
  root?: string;
}

/** Reads a workflow function into a process. What leaves the subset goes to `log`; the process is complete only if nothing did. */
export function readWorkflow(source: WorkflowSource, options: ReadOptions, log: DiagnosticLog): Process {
  const first = readOnce(source, options, log, false);
  return first.callbackInLoop && !log.hasErrors
    ? readOnce(source, options, log, true).process
    : first.process;
}

function readOnce(
  source: WorkflowSource,
  options: ReadOptions,
  log: DiagnosticLog,
  countWaits: boolean,
): { process: Process; callbackInLoop: boolean } {
  const { name, function: code } = source;
  const root = options.root ?? dirname(code.getSourceFile().getFilePath());
  const machine: Machine = {
    name: titleCase(name),
    express: options.express,
    log,
    root,
    steps: 0,
    callbacks: 0,
    callbackInLoop: false,
    afterwards: [],
    waits: undefined,
  };
  const origin = originOf(code, { machine, inlined: [] });
  const flow = new Flow(origin);
  if (countWaits) machine.waits = { count: new Variable('waits'), owner: flow };
  if (machine.waits) flow.set(origin, machine.waits.count, literal(0));
  const place: Place = {
    machine,
    flow,
    environment: new Environment(),
    handler: processFailure(machine, { ...origin, order: Infinity }),
    jumps: {
      return: (output, node) =>
        flow.end({ kind: 'succeed', origin: originOf(node, place), title: `${machine.name} Done`, output }),
      break: (_, node) => refuse(node, 'ASL201', 'A `break` outside of a loop', 'Use `return`.'),
      continue: (_, node) => refuse(node, 'ASL201', 'A `continue` outside of a loop', 'Use `return`.'),
    },
    inlined: [{ function: code, call: name }],
    looping: false,
    title: { text: undefined },
  };
  log.attempt(() => readInput(source, place));
  const body = code.getBody();
  if (Node.isBlock(body)) readBlock(body, place);
  if (flow.isOpen) place.jumps.return(literal(undefined), code);
  for (const finish of machine.afterwards) log.attempt(() => finish());
  return {
    process: { name, comment: docstring(code), start: flow.start },
    callbackInLoop: machine.callbackInLoop,
  };
}

/** A failure that nobody catches ends the process with its type and message. */
function processFailure(machine: Machine, origin: Edge['to']['origin']): Place['handler'] {
  let failure: Variable | undefined;
  let fail: FailStep | undefined;
  const kept = (): Variable => (failure ??= new Variable('failure'));
  return {
    kind: 'process',
    keep: (value) => [{ variable: kept(), value }],
    to: () => {
      const of = variable(kept(), caughtType);
      fail ??= {
        kind: 'fail',
        origin,
        title: `${machine.name} Failed`,
        ...partsOf(of),
      };
      return fail;
    },
  };
}

function readInput({ name, function: code }: WorkflowSource, place: Place): void {
  const [parameter, more] = code.getParameters();
  if (more) {
    refuse(
      more,
      'ASL208',
      `\`${name}\` takes several arguments, and a state machine has one input`,
      'Take one object.',
    );
  }
  if (!parameter) return;
  const type = valueTypeOf(parameter);
  const input = context('input', type);
  const initializer = parameter.getInitializer();
  const pattern = parameter.getNameNode();
  const value = initializer ? orElse(input, readValue(initializer, place)) : input;
  declare(pattern, value, place);
}
