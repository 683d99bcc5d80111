import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe } from 'vitest';
import { ComponentUnavailable, type Download, obtain } from '../../dev/programs.ts';
import { Supervisor } from '../../dev/supervisor.ts';

const tools: Download = {
  source: 'cfn-lint 1.58.0 and the AWS SAM CLI 1.170.0 from Python wheels',
  folder: 'aws-lint-1.58.0-1.170.0',
  program: 'venv/bin/python',
  async fetch(into, supervisor) {
    const run = (name: string, program: string, ...args: string[]) => supervisor.run({ name, program, args });
    const python = join(into, 'venv/bin/python');
    await run('venv', 'python3', '-m', 'venv', join(into, 'venv'));
    const pip = ['-m', 'pip', 'install', '--quiet', '--no-input', '--retries', '1'];
    await run('pip', python, ...pip, 'cfn-lint==1.58.0', 'aws-sam-cli==1.170.0');
  },
};

/** Runs the Python that has AWS's template linters. Rejects with what they found. */
export type Lint = (...args: string[]) => Promise<string>;

/**
 * A suite that needs AWS's template linters. Where they cannot be had it is skipped, and its title says why; with
 * `REQUIRE_ALL_SUITES=1` that is a failure.
 */
export async function describeWithAwsLint(title: string, suite: (lint: Lint) => void): Promise<void> {
  try {
    const python = await withSupervisor(async (supervisor) => {
      const howToGive = 'They need Python 3 with its venv module, and PyPI.';
      return (await obtain({ name: 'cfn-lint and the SAM CLI', howToGive }, [tools], supervisor, console.log))
        .path;
    });
    describe(title, () =>
      suite((...args) =>
        withSupervisor((supervisor) =>
          supervisor.run({
            name: 'lint',
            program: python,
            args,
            env: {
              AWS_DEFAULT_REGION: 'eu-central-1',
              SAM_CLI_TELEMETRY: '0',
              PATH: `${dirname(python)}:/usr/bin:/bin`,
            },
          }),
        ),
      ),
    );
  } catch (error) {
    if (!(error instanceof ComponentUnavailable) || process.env['REQUIRE_ALL_SUITES'] === '1') throw error;
    describe.skip(`${title} (${error.message})`, () => suite(() => Promise.resolve('')));
  }
}

async function withSupervisor<T>(use: (supervisor: Supervisor) => Promise<T>): Promise<T> {
  const logs = await mkdtemp(join(tmpdir(), 'aws-lint-'));
  const supervisor = new Supervisor(logs);
  try {
    return await use(supervisor);
  } finally {
    await supervisor.stop();
    await rm(logs, { recursive: true, force: true });
  }
}
