import {
  condition,
  context,
  equal,
  type Expression,
  literal,
  property,
  Variable,
  variable,
} from '../expression/expression.ts';
import { mapParts } from '../expression/rewrite.ts';
import { naturalType, stringType, typeOf, unknownType } from '../expression/value-type.ts';
import { rewriteExpressions } from './expressions.ts';
import { edge } from './flow.ts';
import { liveVariables } from './liveness.ts';
import {
  type Assignment,
  type ChoiceStep,
  edgesOf,
  type Process,
  type Step,
  stepsOf,
  type TaskStep,
} from './model.ts';
import { arithmetic, wayTo } from './terms.ts';

/** What `openMailbox` fails with when an execution has waited often enough. */
const enough = 'MailboxRenewal';

/** The key of a machine's input under which it is told to go on where another execution stopped. */
export const resumeKey = 'resume';

/**
 * Lets a process that receives in a loop go on for ever: after many rounds its history would be full. The mailbox
 * counts the rounds and refuses one too many; the machine then starts itself anew, with its variables, at that wait.
 */
export function renewReceives(process: Process): void {
  const receives = stepsOf(process).filter((step): step is TaskStep => isReceive(step) && isInLoop(step));
  if (receives.length === 0) return;
  const rounds = new Variable('rounds');
  const workflowId = new Variable('workflowId');
  rewriteExpressions(process, (expression) => withOriginalName(expression, workflowId));
  for (const { work, next, caught } of receives) {
    if (work.kind !== 'receive' || !('to' in next)) continue;
    work.round = variable(rounds, naturalType);
    const oneMore = { variable: rounds, value: arithmetic(variable(rounds, naturalType), '+', literal(1)) };
    for (const way of [next, ...caught.filter(({ errors }) => errors !== 'all').map((of) => of.edge)]) {
      way.assign.push(oneMore);
    }
  }
  const live = liveVariables(process);
  const start = { variable: rounds, value: literal(0) };
  const rules = receives.map((step, at) => {
    const kept = withKeys([...(live.get(step) ?? [])].filter((of) => of !== rounds));
    step.caught.unshift({ errors: [enough], edge: wayTo(renewalOf(step, at, kept)), timedOut: undefined });
    const resumed = edge(
      start,
      ...kept.map(([key, of]) => ({ variable: of, value: part('variables', key) })),
    );
    resumed.to = step;
    return { when: condition(equal(part('at'), literal(at))), edge: resumed };
  });
  const named = { variable: workflowId, value: context('executionName', stringType) };
  process.start = startOrResume(process.start, rules, start, named);
}

function isReceive(step: Step): boolean {
  return step.kind === 'task' && step.work.kind === 'receive';
}

function isInLoop(step: Step): boolean {
  const seen = new Set<Step>();
  const leadsBack = (from: Step): boolean =>
    edgesOf(from).some(({ to }) => {
      if (to === step) return true;
      if (seen.has(to)) return false;
      seen.add(to);
      return leadsBack(to);
    });
  return leadsBack(step);
}

/** The process keeps the name of its first execution: its signals come to that. */
function withOriginalName(expression: Expression, workflowId: Variable): Expression {
  if (expression.kind === 'context' && expression.what === 'executionName')
    return variable(workflowId, stringType);
  return mapParts(expression, (inner) => withOriginalName(inner, workflowId));
}

/** What is assigned together with `name` cannot read it yet: it reads what `name` is set to. */
function alongWith(expression: Expression, name: Assignment): Expression {
  if (expression.kind === 'variable' && expression.variable === name.variable) return name.value;
  return mapParts(expression, (inner) => alongWith(inner, name));
}

function withKeys(variables: Variable[]): [string, Variable][] {
  return variables.map((of, index) => {
    const isFirst = variables.findIndex(({ name }) => name === of.name) === index;
    return [isFirst ? of.name : `${of.name}${index}`, of];
  });
}

/** `$states.input.resume.…`. */
function part(...path: string[]): Expression {
  return [resumeKey, ...path].reduce<Expression>(
    (object, name) => property(object, name, unknownType),
    context('input', typeOf('object')),
  );
}

function renewalOf(step: TaskStep, at: number, variables: [string, Variable][]): TaskStep {
  return {
    kind: 'task',
    origin: step.origin,
    title: 'Start Anew',
    work: { kind: 'renewal', at, variables },
    next: { output: literal(null) },
    caught: [],
  };
}

/** The first step, which goes on where another execution stopped or begins as before. */
function startOrResume(
  before: Step,
  rules: ChoiceStep['rules'],
  rounds: Assignment,
  name: Assignment,
): ChoiceStep {
  const begins = before.kind === 'assign' && 'to' in before.next ? before.next : wayTo(before);
  const assign = begins.assign.map(({ variable, value }) => ({ variable, value: alongWith(value, name) }));
  return {
    kind: 'choice',
    origin: before.origin,
    title: 'Start',
    rules,
    otherwise: { assign: [...assign, rounds, name], to: begins.to },
  };
}
