import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { ComponentUnavailable, type Download, obtain, onPath } from '../../../dev/programs.ts';
import type { Supervisor } from '../../../dev/supervisor.ts';

/** LocalStack 2026.3.0 is the last release that runs without an account; the others are what it works with. */
const packages = [
  'localstack-core[runtime]==2026.3.0',
  'cbor2<6',
  'pyopenssl<26',
  'cryptography<47',
  'service_identity',
];

export interface Installation {
  python: string;
  jars: string;
  javaHome: string;
}

const localstack: Download = {
  source: 'LocalStack 2026.3.0 from Python wheels, its JSONata from Maven',
  folder: 'interpreter-2026.3.0',
  program: 'venv/bin/python',
  async fetch(into, supervisor) {
    const run = (name: string, program: string, ...args: string[]) => supervisor.run({ name, program, args });
    const python = join(into, 'venv/bin/python');
    await run('venv', await findPython(), '-m', 'venv', join(into, 'venv'));
    await run('pip', python, '-m', 'pip', 'install', '--quiet', '--no-input', '--retries', '1', ...packages);
    await run(
      'mvn',
      'mvn',
      ...['-q', '-B', '-ntp', '-f', join(import.meta.dirname, 'jsonata.pom.xml')],
      ...['dependency:copy-dependencies', `-DoutputDirectory=${join(into, 'jars')}`],
    );
  },
};

/**
 * Installs the interpreter into the cache folder, once per machine: under a minute.
 *
 * @throws ComponentUnavailable when Python 3.13, Java, Maven or a package registry cannot be had
 */
export async function install(supervisor: Supervisor): Promise<Installation> {
  const javaHome = await findJavaHome(supervisor);
  const { path } = await obtain(
    { name: 'The Step Functions interpreter', howToGive: 'Or name one that runs already in SFN_ENDPOINT.' },
    [localstack],
    supervisor,
    console.log,
  );
  return { python: path, jars: join(dirname(path), '../../jars'), javaHome };
}

async function findPython(): Promise<string> {
  const versions = join(process.env['PYENV_ROOT'] ?? join(homedir(), '.pyenv'), 'versions');
  const installed = existsSync(versions) ? await readdir(versions) : [];
  const ours = installed.find((version) => version.startsWith('3.13.'));
  if (ours) return join(versions, ours, 'bin/python3.13');
  const python = onPath('python3.13');
  if (!python) throw new Error('Python 3.13 is neither on PATH nor under pyenv');
  return python;
}

async function findJavaHome(supervisor: Supervisor): Promise<string> {
  if (!onPath('java')) throw new ComponentUnavailable('Java is not on PATH');
  const args = ['-XshowSettings:properties', '-version'];
  const settings = await supervisor.run({ name: 'java', program: 'java', args });
  const home = /java\.home = (.+)/.exec(settings)?.[1];
  if (!home) throw new ComponentUnavailable('Java does not tell its home');
  return home.trim();
}
