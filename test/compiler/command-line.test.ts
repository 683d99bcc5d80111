import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../asl/compiler/command/command-line.ts';

const workflow = 'workflows/order-pizza.ts';
const outside = 'test/compiler/outside';
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'twinstep-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function twinstep(...args: string[]): Promise<{ status: number; out: string; error: string }> {
  const said = { out: '', error: '' };
  const status = await runCommand(args, {
    out: (text) => (said.out += text),
    error: (text) => (said.error += text),
  });
  return { status, ...said };
}

describe('twinstep export', () => {
  it('prints the definition', async () => {
    const { status, out } = await twinstep('export', workflow);
    expect(status).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ QueryLanguage: 'JSONata', StartAt: 'Start' });
  });

  it('writes a definition and its map, and says when they are out of date', async () => {
    const out = join(folder, 'pizza.asl.json');
    expect(await twinstep('export', workflow, '--out', out)).toMatchObject({ status: 0 });
    const map = JSON.parse(readFileSync(join(folder, 'pizza.map.json'), 'utf8')) as unknown;
    expect(map).toMatchObject({ 'Analyse Flavour': { file: workflow, event: 'ActivityTaskScheduled' } });
    expect(await twinstep('export', workflow, '--out', out, '--check')).toMatchObject({ status: 0 });

    writeFileSync(out, readFileSync(out, 'utf8').replace('"TimeoutSeconds": 5', '"TimeoutSeconds": 6'));
    const stale = await twinstep('export', workflow, '--out', out, '--check');
    expect(stale.status).toBe(1);
    expect(stale.error).toMatch(/-\s+"TimeoutSeconds": 6,\n\+\s+"TimeoutSeconds": 5,/);
  });

  it('writes nothing when something is refused, and shows where', async () => {
    const out = join(folder, 'refused');
    const { status, error } = await twinstep('export', `${outside}/expense-approval-before.ts`, '--out', out);
    expect(status).toBe(1);
    expect(existsSync(out)).toBe(false);
    expect(error).toContain('expense-approval-before.ts:27:3 - error ASL213');
    expect(error).toMatch(/27 \| {3}setHandler\(approve, \(\{ by \}\) => \{\n {3}\| {3}\^/);
  });

  it('writes all workflows of a file into a folder', async () => {
    const out = join(folder, 'all');
    const { status } = await twinstep('export', `${outside}/money-transfer.ts`, '--out', out);
    expect(status).toBe(0);
    expect(readdirSync(out)).toEqual(['money-transfer.asl.json', 'money-transfer.map.json']);
  });

  it('prints the model', async () => {
    const { status, out } = await twinstep('export', workflow, '--print', 'model');
    expect(status).toBe(0);
    expect(out).toContain('Analyse Flavour: activity analyseFlavour');
    expect(out).toContain('on failure -> Order Pizza Failed');
  });

  it('says how long it took', async () => {
    expect((await twinstep('export', workflow, '--timing')).error).toMatch(/^1 workflows in \d+ ms\n$/m);
  });

  it.each([
    ['no command', []],
    ['another command', ['import', workflow]],
    ['no file', ['export']],
    ['two files', ['export', workflow, workflow]],
    ['a file that is not there', ['export', 'workflows/none.ts']],
    ['no such function', ['export', workflow, '--function', 'none']],
    ['an unknown option', ['export', workflow, '--fast']],
    ['something else to print', ['export', workflow, '--print', 'tree']],
    ['a check of nothing', ['export', workflow, '--check']],
    ['settings that are not there', ['export', workflow, '--settings', 'none.ts']],
    ['a file without workflows', ['export', 'workflows/patterns/progress.ts']],
    ['several workflows for one file', ['export', 'workflows/index.ts', '--out', 'one.asl.json']],
  ])('exits with 2 for %s', async (_, args) => {
    const { status, error } = await twinstep(...args);
    expect(status).toBe(2);
    expect(error).toContain('Usage: twinstep export <file.ts>');
  });
});
