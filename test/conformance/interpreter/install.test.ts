import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { install, MissingPrerequisite } from './install.ts';

describe('on a machine that lacks a prerequisite, installing names it', () => {
  let machine: string;
  beforeEach(() => {
    machine = mkdtempSync(join(tmpdir(), 'machine-'));
    symlinkSync(execFileSync('which', ['java'], { encoding: 'utf8' }).trim(), join(machine, 'java'));
    vi.stubEnv('XDG_CACHE_HOME', machine);
    vi.stubEnv('PYENV_ROOT', machine);
    vi.stubEnv('PATH', machine);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(machine, { recursive: true });
  });

  it('Java', async () => {
    vi.stubEnv('PATH', '');
    await expect(install()).rejects.toThrow(new MissingPrerequisite('Java is not on PATH'));
  });

  it('Python', async () => {
    await expect(install()).rejects.toThrow(
      new MissingPrerequisite('Python 3.13 is neither on PATH nor under pyenv'),
    );
  });
});
