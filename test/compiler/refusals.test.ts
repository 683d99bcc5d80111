import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Project } from 'ts-morph';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Compilation, compile } from '../../asl/compiler/compile.ts';
import { describeDiagnostic } from '../../asl/compiler/diagnostics/diagnostic-text.ts';
import { type DiagnosticCode, diagnosticTitles } from '../../asl/compiler/diagnostics/diagnostics.ts';
import { openSources, workflowsIn } from '../../asl/compiler/source/source.ts';

/** A workflow body that must be refused, and the part of it that the caret points at. */
interface Refused {
  code: DiagnosticCode;
  at: string;
  body: string;
  /** What stands before the workflow. */
  before?: string;
  express?: boolean;
}

const refused: Record<string, Refused> = {
  'for in': {
    code: 'ASL201',
    at: 'for (const key in stock)',
    body: 'for (const key in stock) await note({ what: key });',
  },
  'for await': {
    code: 'ASL201',
    at: 'for await',
    body: 'for await (const one of [double({ n })]) await note({ what: `${one}` });',
  },
  var: { code: 'ASL201', at: 'seen = 1', body: 'var seen = 1; await note({ what: `${seen}` });' },
  forEach: { code: 'ASL201', at: 'names.forEach', body: 'names.forEach((name) => log.info(name));' },
  'a class': { code: 'ASL201', at: 'class Local', body: 'class Local {} await note({ what: "x" });' },
  'a caught error taken apart': {
    code: 'ASL201',
    at: '{ message }',
    body: 'try { await note({ what: "x" }); } catch ({ message }) { return; }',
  },
  'a rest parameter': {
    code: 'ASL201',
    at: '...parts',
    body: 'await tell("a");',
    before: 'async function tell(...parts: string[]) { await note({ what: parts.join() }); }',
  },
  'an activity nobody waits for': { code: 'ASL202', at: 'double({ n })', body: 'double({ n });' },
  'a promise kept for later': {
    code: 'ASL202',
    at: 'double({ n })',
    body: 'const later = double({ n }); await note({ what: "x" }); await later;',
  },
  'a promise returned inside try': {
    code: 'ASL202',
    at: 'note({ what: "x" })',
    body: 'try { return note({ what: "x" }); } catch { return; }',
  },
  'an unknown function': {
    code: 'ASL203',
    at: 'elsewhere',
    body: 'await elsewhere(n);',
    before: 'declare function elsewhere(n: number): Promise<void>;',
  },
  'branches nobody can count': {
    code: 'ASL203',
    at: 'promises',
    body: 'await Promise.all(promises);',
    before: 'declare const promises: Promise<void>[];',
  },
  'a child that is not known': {
    code: 'ASL203',
    at: 'executeChild',
    body: 'await executeChild(names[0] ?? "", { args: [n] });',
  },
  recursion: {
    code: 'ASL204',
    at: 'again(n - 1)',
    body: 'await again(n);',
    before: 'async function again(n: number): Promise<void> { if (n > 0) await again(n - 1); }',
  },
  'options that are computed': {
    code: 'ASL205',
    at: 'proxyActivities',
    body: 'await slow({});',
    before:
      'const { slow } = proxyActivities<{ slow(input: object): Promise<void> }>(optionsOf());\ndeclare function optionsOf(): { startToCloseTimeout: number };',
  },
  'an interval below a second': {
    code: 'ASL206',
    at: "{ startToCloseTimeout: '5 s'",
    body: 'await slow({});',
    before:
      "const { slow } = proxyActivities<{ slow(input: object): Promise<void> }>({ startToCloseTimeout: '5 s', retry: { initialInterval: '100 ms' } });",
  },
  'a duration that is text': {
    code: 'ASL206',
    at: 'sleep(',
    body: 'await sleep(names[0] as `${number} s`);',
  },
  'a saga that undoes for as long as the input says': {
    code: 'ASL206',
    at: 'new Saga(',
    body: 'const saga = new Saga({ retryFor: n }); await saga.compensate();',
  },
  'a time-out over all attempts': {
    code: 'ASL207',
    at: "{ scheduleToCloseTimeout: '1 minute' }",
    body: 'await slow({});',
    before:
      "const { slow } = proxyActivities<{ slow(input: object): Promise<void> }>({ scheduleToCloseTimeout: '1 minute' });",
  },
  'two arguments': {
    code: 'ASL208',
    at: 'pair(n, n)',
    body: 'await pair(n, n);',
    before:
      "const { pair } = proxyActivities<{ pair(a: number, b: number): Promise<void> }>({ startToCloseTimeout: '5 s' });",
  },
  'a plain Error': { code: 'ASL209', at: "new Error('no')", body: "throw new Error('no');" },
  'a text thrown': { code: 'ASL209', at: "'no'", body: "throw 'no';" },
  'a branch that sets an outer variable': {
    code: 'ASL210',
    at: 'sum += value',
    body: 'let sum = 0; await Promise.all(names.map(async (name) => { const value = name.length; sum += value; await note({ what: name }); })); await note({ what: `${sum}` });',
  },
  'a saga used inside a branch': {
    code: 'ASL210',
    at: 'saga.compensateWith',
    body: 'const saga = new Saga(); await Promise.all([part(saga)]); await saga.compensate();',
    before:
      "async function part(saga: Saga) { saga.compensateWith(undo, { what: 'x' }); await note({ what: 'x' }); }",
  },
  'an Express machine that sleeps long': {
    code: 'ASL211',
    at: "sleep('10 minutes')",
    body: "await sleep('10 minutes');",
    express: true,
  },
  'an Express machine with a callback': {
    code: 'ASL211',
    at: 'callback(',
    body: "await callback((task) => enqueue({ label: 'x', task }), { timeout: '1 minute' });",
    express: true,
  },
  'an Express machine that receives': {
    code: 'ASL211',
    at: 'receive(',
    body: "await receive('changed', { until: names[0] ?? '' });",
    express: true,
  },
  'an Express machine with a child': {
    code: 'ASL211',
    at: 'executeChild(',
    body: "await executeChild('other', { args: [n] });",
    express: true,
  },
  condition: { code: 'ASL212', at: 'condition(', body: "await condition(() => n > 1, '1 minute');" },
  continueAsNew: {
    code: 'ASL212',
    at: 'continueAsNew<',
    body: 'await continueAsNew<typeof program>({ n, names, stock });',
  },
  'Promise.race': {
    code: 'ASL203',
    at: 'Promise.race',
    body: 'await Promise.race([double({ n }), double({ n })]);',
  },
  'a signal handler': {
    code: 'ASL213',
    at: 'setHandler(',
    body: "setHandler(defineSignal('stop'), () => undefined);",
  },
  'an update handler': {
    code: 'ASL213',
    at: 'setHandler(',
    body: "setHandler(defineUpdate('change'), () => 1);",
  },
  'a compensation that is no activity': {
    code: 'ASL214',
    at: 'saga.compensateWith',
    body: 'const saga = new Saga(); saga.compensateWith(async () => 1, { what: "x" }); await saga.compensate();',
  },
  'a list known by two names': {
    code: 'ASL215',
    at: 'list',
    body: 'const list = [n]; const same = list; list.push(2); await note({ what: `${same.length}` });',
  },
  'an object of the caller': {
    code: 'ASL215',
    at: 'counts[',
    body: 'const counts: Record<string, number> = {}; await count(counts); await note({ what: "x", value: counts });',
    before:
      'async function count(counts: Record<string, number>) { counts["x"] = 1; await note({ what: "y" }); }',
  },
  'a list sorted in place': {
    code: 'ASL215',
    at: 'list.sort',
    body: 'const list = [3, 1]; list.sort((a, b) => a - b); await note({ what: "x", value: list });',
  },
  'an element replaced in place': {
    code: 'ASL215',
    at: 'list[0]',
    body: 'const list = [3, 1]; list[0] = 2; await note({ what: "x", value: list });',
  },
  'a callback that does more': {
    code: 'ASL216',
    at: 'async (task) =>',
    body: "await callback(async (task) => { await note({ what: 'x' }); await enqueue({ label: 'x', task }); }, { timeout: '1 day' });",
  },
  'a callback for ever': {
    code: 'ASL216',
    at: 'callback(',
    body: "await callback((task) => enqueue({ label: 'x', task }), optionsOf());",
    before: "declare function optionsOf(): { timeout: '1 day' };",
  },
};

const noted: Record<string, Refused> = {
  'a log line': { code: 'ASL217', at: 'log.info', body: "log.info('here');" },
  progress: { code: 'ASL217', at: 'progress', body: "progress('here');" },
  'a query': { code: 'ASL217', at: 'setHandler', body: "setHandler(defineQuery('state'), () => 1);" },
  'details for the Web UI': { code: 'ASL217', at: 'setCurrentDetails', body: "setCurrentDetails('here');" },
  'a branch with two awaits': {
    code: 'ASL218',
    at: 'twice(n)',
    body: 'await Promise.all([twice(n), double({ n })]);',
    before: 'async function twice(n: number) { return double({ n: await double({ n }) }); }',
  },
};

const preamble = `
import { CancellationScope, condition, continueAsNew, defineQuery, defineSignal, defineUpdate, executeChild, log, proxyActivities, setCurrentDetails, setHandler, sleep } from '@temporalio/workflow';
import { callback } from '../../../workflows/patterns/callback.ts';
import { progress } from '../../../workflows/patterns/progress.ts';
import { receive } from '../../../workflows/patterns/receive.ts';
import { Saga } from '../../../workflows/patterns/saga.ts';
import { double, enqueue, note, undo } from '../proxies.ts';
`;

let project: Project;
let written = 0;

beforeAll(() => {
  project = openSources([join(import.meta.dirname, 'proxies.ts')]);
});

function compileBody({ before = '', body, express = false }: Refused): Compilation {
  const text = `${preamble}${before}
export async function program({ n, names, stock }: { n: number; names: string[]; stock: Record<string, number> }): Promise<void> {
${body}
}
`;
  const file = project.createSourceFile(
    join(import.meta.dirname, 'programs', `refused-${++written}.ts`),
    text,
  );
  const source = workflowsIn(file).find(({ name }) => name === 'program');
  if (!source) throw new Error('no program');
  return compile(source, { express });
}

describe('refusals', () => {
  it.each(Object.entries(refused))('%s', (_, given) => {
    const { diagnostics, exported } = compileBody(given);
    expect(exported).toBeUndefined();
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    const first = errors[0];
    expect(errors.map(({ code }) => code)).toContain(given.code);
    const found = errors.find(({ code }) => code === given.code) ?? first;
    expect(
      found?.sourceLine.slice(found.column - 1).startsWith(given.at),
      found && describeDiagnostic(found),
    ).toBe(true);
    expect(found?.reason).not.toBe('');
    expect(found?.instead).not.toBe('');
  });
});

describe('notes', () => {
  it.each(Object.entries(noted))('%s', (_, given) => {
    const { diagnostics, exported } = compileBody(given);
    expect(exported).toBeDefined();
    expect(diagnostics.map(({ code, severity }) => ({ code, severity }))).toEqual([
      { code: given.code, severity: 'note' },
    ]);
    expect(diagnostics[0]?.sourceLine.slice(diagnostics[0].column - 1).startsWith(given.at)).toBe(true);
  });
});

it('every refusal of statements and calls is provoked here', () => {
  const provoked = new Set([...Object.values(refused), ...Object.values(noted)].map(({ code }) => code));
  const all = Object.keys(diagnosticTitles).filter((code) => code.startsWith('ASL2'));
  expect(all.filter((code) => !provoked.has(code as DiagnosticCode))).toEqual([]);
});

it('docs/asl-diagnostics.md has a paragraph for each code', () => {
  const text = readFileSync(join(import.meta.dirname, '../../docs/asl-diagnostics.md'), 'utf8');
  for (const [code, title] of Object.entries(diagnosticTitles)) {
    expect(text).toMatch(new RegExp(`^### ${code}: ${title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`, 'm'));
  }
});
