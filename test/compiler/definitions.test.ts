import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import validate from 'asl-validator';
import { describe, expect, it } from 'vitest';
import { runCommand } from '../../asl/compiler/command/command-line.ts';
import { brokenInvariants } from '../../asl/compiler/emit/invariants.ts';
import type { StateMachine } from '../../asl/compiler/emit/machine.ts';

const folder = join(import.meta.dirname, '../../asl/definitions');

describe('the exported definitions', () => {
  it('are what the workflows compile to; `npm run export:asl` makes them so', async () => {
    const said: string[] = [];
    const status = await runCommand(
      [
        'export',
        'workflows/index.ts',
        '--settings',
        'asl/settings.ts',
        '--out',
        'asl/definitions',
        '--check',
      ],
      { out: (text) => said.push(text), error: (text) => said.push(text) },
    );
    expect({ status, said: said.filter((text) => text.includes('out of date')) }).toEqual({
      status: 0,
      said: [],
    });
  });

  it.each(readdirSync(folder).filter((file) => file.endsWith('.asl.json')))('%s is sound', (file) => {
    const machine = (): StateMachine => JSON.parse(readFileSync(join(folder, file), 'utf8')) as StateMachine;
    const { isValid, errorsText } = validate(machine(), { checkPaths: true, checkArn: true });
    expect(isValid, errorsText('\n')).toBe(true);
    expect(brokenInvariants(machine())).toEqual([]);
  });
});
