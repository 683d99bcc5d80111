import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { describeDiagnostic } from '../diagnostics/diagnostic-text.ts';
import { type Export, type ExportedFile, type ExportSettings, exportWorkflows, shown } from './export.ts';
import { lineDifference } from './line-difference.ts';
import { describeModel } from '../model/model-text.ts';
import { openSources, workflowsIn } from '../source/source.ts';

const usage = `Usage: twinstep export <file.ts> [options]

Compiles the Temporal workflows of a file to AWS Step Functions state machines.

  --function NAME  only this workflow
  --out PATH       write the definition to a file (.json), or all of them into a folder; without it they are printed
  --check          write nothing; fail with a difference when what is there is out of date
  --print model    print the process model instead of the state machine
  --settings FILE  a module that exports \`settings\`: Express machines, service integrations
  --timing         say how long it took
`;

/** Where a command writes to. */
export interface Terminal {
  out: (text: string) => void;
  error: (text: string) => void;
}

const processTerminal: Terminal = {
  out: (text) => void process.stdout.write(text),
  error: (text) => void process.stderr.write(text),
};

/** The command was used wrongly. */
class UsageError extends Error {}

/**
 * Runs \`twinstep\` with its arguments.
 *
 * @returns the exit status: 0 done, 1 refused or out of date, 2 used wrongly
 */
export async function runCommand(args: string[], terminal: Terminal = processTerminal): Promise<0 | 1 | 2> {
  try {
    return await runExport(parse(args), terminal);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    terminal.error(`${error.message}\n\n${usage}`);
    return 2;
  }
}

interface Options {
  file: string;
  function?: string | undefined;
  out?: string | undefined;
  check: boolean;
  print?: string | undefined;
  settings?: string | undefined;
  timing: boolean;
}

function parse(args: string[]): Options {
  const { values, positionals } = parsed(args);
  const [command, file, ...more] = positionals;
  if (command !== 'export') throw new UsageError(`There is no command ${command ?? ''}`.trimEnd());
  if (file === undefined) throw new UsageError('Which file?');
  if (more.length > 0) throw new UsageError('One file at a time');
  if (!/\.ts$/.test(file) || !existsSync(file)) throw new UsageError(`There is no TypeScript file ${file}`);
  if (values.print !== undefined && values.print !== 'model')
    throw new UsageError('Only the model can be printed');
  if (values.check === true && values.out === undefined) throw new UsageError('--check needs --out');
  if (values.settings !== undefined && !existsSync(values.settings)) {
    throw new UsageError(`There is no file ${values.settings}`);
  }
  return { file: resolve(file), ...values, check: values.check === true, timing: values.timing === true };
}

function parsed(
  args: string[],
): ReturnType<typeof parseArgs<{ allowPositionals: true; options: typeof options }>> {
  try {
    return parseArgs({ args, allowPositionals: true, options });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

const options = {
  function: { type: 'string' },
  out: { type: 'string' },
  check: { type: 'boolean' },
  print: { type: 'string' },
  settings: { type: 'string' },
  timing: { type: 'boolean' },
} as const;

async function runExport(given: Options, terminal: Terminal): Promise<0 | 1> {
  const started = performance.now();
  const settings = await settingsFrom(given.settings);
  const file = openSources([given.file]).getSourceFileOrThrow(given.file);
  const names = workflowsIn(file).map(({ name }) => name);
  if (names.length === 0) throw new UsageError(`${given.file} exports no async function`);
  if (given.function !== undefined && !names.includes(given.function)) {
    throw new UsageError(`${given.file} exports no workflow ${given.function}; it has ${names.join(', ')}`);
  }
  if (given.out?.endsWith('.json') === true && given.function === undefined && names.length > 1) {
    throw new UsageError(
      `${given.file} exports several workflows: name one with --function, or give a folder`,
    );
  }
  const target = { only: given.function, out: given.out ?? '.', root: process.cwd() };
  const exports = exportWorkflows(file, target, settings);
  const status = finish(exports, given, terminal);
  if (given.timing)
    terminal.error(`${names.length} workflows in ${Math.round(performance.now() - started)} ms\n`);
  return status;
}

async function settingsFrom(path: string | undefined): Promise<ExportSettings> {
  if (path === undefined) return {};
  const { settings } = (await import(pathToFileURL(resolve(path)).href)) as { settings?: ExportSettings };
  if (!settings) throw new UsageError(`${path} exports no \`settings\``);
  return settings;
}

function finish(exports: Export[], given: Options, terminal: Terminal): 0 | 1 {
  for (const diagnostic of exports.flatMap(({ diagnostics }) => diagnostics)) {
    terminal.error(`${describeDiagnostic(diagnostic)}\n`);
  }
  if (exports.some(({ exported }) => exported === undefined)) return 1;
  if (given.print === 'model') {
    for (const { exported } of exports) if (exported) terminal.out(describeModel(exported.process));
    return 0;
  }
  const files = exports.flatMap((one) => one.files);
  if (given.check) return check(files, terminal);
  if (given.out === undefined) {
    for (const {
      files: [definition],
    } of exports)
      if (definition) terminal.out(definition.text);
    return 0;
  }
  write(files);
  for (const { path } of files) terminal.out(`${shown(path)}\n`);
  return 0;
}

function check(files: ExportedFile[], terminal: Terminal): 0 | 1 {
  const stale = files.filter(({ path, text }) => contentOf(path) !== text);
  for (const { path, text } of stale) {
    terminal.error(`${shown(path)} is out of date:\n${lineDifference(shown(path), contentOf(path), text)}\n`);
  }
  return stale.length === 0 ? 0 : 1;
}

function contentOf(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

/** Writes all files, each of them whole or not at all. */
function write(files: ExportedFile[]): void {
  for (const { path, text } of files) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.new`, text);
  }
  for (const { path } of files) renameSync(`${path}.new`, path);
}
