import type { Machine, State, StateMachine } from './machine.ts';

const nameLimit = 80;
const sizeLimit = 1024 * 1024;

/**
 * What every emitted machine holds to, beside Amazon's own rules. Step Functions would refuse some of these when the
 * machine is created; others would show only when it runs.
 *
 * @returns what is broken, each with the state it is about; empty when nothing is
 */
export function brokenInvariants(machine: StateMachine): string[] {
  const broken = [...inMachine(machine, new Set(), new Set())];
  const names = allStates(machine).map(([name]) => name);
  for (const name of names) {
    if (name.length > nameLimit) broken.push(`${name}: the name is longer than ${nameLimit} characters`);
  }
  for (const name of new Set(names)) {
    if (names.filter((other) => other === name).length > 1) broken.push(`${name}: the name is used twice`);
  }
  const size = Buffer.byteLength(JSON.stringify(machine));
  if (size >= sizeLimit) broken.push(`the machine has ${size} bytes, the limit is ${sizeLimit}`);
  return broken;
}

/** Every state of a machine, those of its nested machines included, with its name. */
export function allStates(machine: Machine): [string, State][] {
  return Object.entries(machine.States).flatMap(([name, state]) => [
    [name, state] as [string, State],
    ...nestedMachines(state).flatMap(allStates),
  ]);
}

function nestedMachines(state: State): Machine[] {
  return [...(state.Branches ?? []), ...(state.ItemProcessor ? [state.ItemProcessor] : [])];
}

/** `outside` are the variables of the machines around this one, which it may read but not set. */
function* inMachine(machine: Machine, outside: ReadonlySet<string>, reached: Set<string>): Generator<string> {
  const reach = (name: string): void => {
    const state = machine.States[name];
    if (!state || reached.has(name)) return;
    reached.add(name);
    for (const next of targetsOf(state)) reach(next);
  };
  reach(machine.StartAt);
  const assigned = new Set(Object.values(machine.States).flatMap(assignedBy));
  for (const [name, state] of Object.entries(machine.States)) {
    if (!reached.has(name)) yield `${name}: nothing leads here`;
    for (const next of targetsOf(state))
      if (!machine.States[next]) yield `${name}: leads to ${next}, which is no state`;
    yield* inState(name, state);
    for (const variable of assignedBy(state)) {
      if (outside.has(variable)) yield `${name}: sets $${variable}, which belongs outside of its branch`;
    }
    for (const nested of nestedMachines(state))
      yield* inMachine(nested, new Set([...outside, ...assigned]), new Set());
  }
  if (!machine.States[machine.StartAt]) yield `${machine.StartAt}: the start is no state`;
}

function* inState(name: string, state: State): Generator<string> {
  if (state.Type === 'Choice' && state.Default === undefined) yield `${name}: a Choice without a Default`;
  if (state.Type === 'Fail' && typeof state.Error === 'string' && state.Error.startsWith('States.'))
    yield `${name}: fails with a name of Step Functions' own`;
  if (typeof state.TimeoutSeconds === 'number' && (state.HeartbeatSeconds ?? 0) >= state.TimeoutSeconds) {
    yield `${name}: the heartbeat is not below the time-out`;
  }
  for (const [kind, entries] of [
    ['Retry', state.Retry ?? []],
    ['Catch', state.Catch ?? []],
  ] as const) {
    const all = entries.findIndex(({ ErrorEquals }) => ErrorEquals.includes('States.ALL'));
    if (all === -1) continue;
    if (entries[all]?.ErrorEquals.length !== 1) yield `${name}: States.ALL is not alone in its ${kind}`;
    if (all !== entries.length - 1) yield `${name}: States.ALL is not last in ${kind}`;
    if (
      !entries.slice(0, all).some(({ ErrorEquals }) => ErrorEquals.includes('States.QueryEvaluationError'))
    ) {
      yield `${name}: ${kind} has States.ALL without States.QueryEvaluationError before it`;
    }
  }
  for (const text of strings(state)) {
    if (/\{%/.test(text) !== /%\}$/.test(text)) yield `${name}: an expression that does not end: ${text}`;
    if (/\{%[^]*\$\{/.test(text)) yield `${name}: a deployment would replace a part of ${text}`;
  }
}

function targetsOf(state: State): string[] {
  return [
    state.Next,
    state.Default,
    ...(state.Choices ?? []).map((rule) => rule.Next),
    ...(state.Catch ?? []).map((catcher) => catcher.Next),
  ].filter((next) => next !== undefined);
}

function assignedBy(state: State): string[] {
  return [
    state.Assign,
    ...(state.Choices ?? []).map((rule) => rule.Assign),
    ...(state.Catch ?? []).map((of) => of.Assign),
  ].flatMap((assign) => Object.keys(assign ?? {}));
}

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(strings) : [];
}
