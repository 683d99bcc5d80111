import type { Expression } from '../expression/expression.ts';
import { toJsonata } from '../expression/jsonata.ts';
import { type Edge, edgesOf, type End, nestedIn, type Process, type Step, stepsOf } from './model.ts';

/** The process model for a reader: each step with where it comes from, what it does, and where it leads. */
export function describeModel(process: Process, indent = ''): string {
  const lines = [`${indent}process ${process.name}`];
  for (const step of stepsOf(process)) {
    const { file, line, column, inlined } = step.origin;
    const through = inlined.length > 0 ? `, inlined: ${inlined.join(' > ')}` : '';
    lines.push(`${indent}  ${step.title}: ${describeStep(step)}  (${file}:${line}:${column}${through})`);
    for (const nested of nestedIn(step)) lines.push(describeModel(nested, `${indent}    `).trimEnd());
    if ('next' in step && 'output' in step.next)
      lines.push(`${indent}    ends with ${text(step.next.output)}`);
    for (const [label, edge] of labelled(step)) lines.push(`${indent}    ${label} ${describeEdge(edge)}`);
  }
  return `${lines.join('\n')}\n`;
}

function describeStep(step: Step): string {
  switch (step.kind) {
    case 'task':
      return step.work.kind === 'activity' || step.work.kind === 'callback'
        ? `${step.work.kind} ${step.work.activity}(${step.work.input ? text(step.work.input) : ''})`
        : step.work.kind;
    case 'wait':
      return 'until' in step.wait
        ? `wait until ${text(step.wait.until)}`
        : `wait ${text(step.wait.milliseconds)} ms`;
    case 'map':
      return `map over ${text(step.items)}`;
    case 'succeed':
      return `succeed with ${text(step.output)}`;
    case 'fail':
      return `fail with ${text(step.type)}, ${text(step.message)}`;
    case 'assign':
    case 'choice':
    case 'parallel':
      return step.kind;
  }
}

function labelled(step: Step): [string, Edge][] {
  if (step.kind === 'choice') {
    return [
      ...step.rules.map(({ when, edge }): [string, Edge] => [`when ${text(when)}`, edge]),
      ['otherwise', step.otherwise],
    ];
  }
  const next: (Edge | End)[] = 'next' in step ? [step.next] : [];
  const failing = edgesOf(step).filter((edge) => !next.includes(edge));
  return [
    ...next.flatMap((way): [string, Edge][] => ('to' in way ? [['then', way]] : [])),
    ...failing.map((edge): [string, Edge] => ['on failure', edge]),
  ];
}

function describeEdge({ assign, to }: Edge): string {
  const set = assign.map(({ variable, value }) => `${variable.name} := ${text(value)}`).join('; ');
  return `-> ${to.title}${set === '' ? '' : ` [${set}]`}`;
}

function text(value: Expression): string {
  return toJsonata(value, (variable) => variable.name);
}
