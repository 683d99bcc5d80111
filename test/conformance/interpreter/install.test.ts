import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Supervisor } from '../../../dev/supervisor.ts';

describe('on a machine that lacks a prerequisite, installing names it', () => {
  let machine: string;
  let supervisor: Supervisor;
  beforeEach(() => {
    machine = mkdtempSync(join(tmpdir(), 'machine-'));
    supervisor = new Supervisor(join(machine, 'logs'));
    symlinkSync(execFileSync('which', ['java'], { encoding: 'utf8' }).trim(), join(machine, 'java'));
    vi.resetModules();
    vi.stubEnv('XDG_CACHE_HOME', machine);
    vi.stubEnv('PYENV_ROOT', machine);
    vi.stubEnv('PATH', machine);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await supervisor.stop();
    rmSync(machine, { recursive: true });
  });

  it.each([
    ['Java', '', 'Java is not on PATH'],
    ['Python', undefined, 'Python 3.13 is neither on PATH nor under pyenv'],
  ])('%s', async (_, path = machine, missing) => {
    vi.stubEnv('PATH', path);
    const { install } = await import('./install.ts');
    await expect(install(supervisor)).rejects.toThrow(missing);
  });
});
