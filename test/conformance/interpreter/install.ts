import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

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

/** What the interpreter needs and this machine has not. */
export class MissingPrerequisite extends Error {
  override name = 'MissingPrerequisite';
}

/**
 * Installs the interpreter from Python wheels and Maven's jars into the cache folder, once per machine.
 *
 * @throws MissingPrerequisite when Python 3.13, Java, Maven or a package registry cannot be had
 */
export async function install(): Promise<Installation> {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const folder = join(cache, 'twinstep/interpreter-2026.3.0');
  const javaHome = await findJavaHome();
  if (!existsSync(folder)) await installInto(folder);
  return { python: join(folder, 'venv/bin/python'), jars: join(folder, 'jars'), javaHome };
}

/** Built beside its place and moved there whole, so that a build cut short is never taken for an installation. */
async function installInto(folder: string): Promise<void> {
  const python = await findPython();
  const building = `${folder}.${process.pid}`;
  try {
    await mkdir(building, { recursive: true });
    await attempt(python, ['-m', 'venv', join(building, 'venv')]);
    await attempt(join(building, 'venv/bin/python'), [
      ...['-m', 'pip', 'install', '--quiet', '--retries', '1', ...packages],
    ]);
    await attempt('mvn', [
      ...['-q', '-B', '-ntp', '-f', join(import.meta.dirname, 'jsonata.pom.xml')],
      ...['dependency:copy-dependencies', `-DoutputDirectory=${join(building, 'jars')}`],
    ]);
    await rename(building, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error; // another process was faster
    });
  } finally {
    await rm(building, { recursive: true, force: true });
  }
}

async function attempt(command: string, args: string[]): Promise<void> {
  try {
    await run(command, args, { maxBuffer: 1 << 26 });
  } catch (error) {
    const { stderr = '', message } = error as { stderr?: string; message: string };
    throw new MissingPrerequisite(`${command} failed: ${stderr.trim().split('\n').at(-1) || message}`);
  }
}

async function findPython(): Promise<string> {
  const versions = join(process.env['PYENV_ROOT'] ?? join(homedir(), '.pyenv'), 'versions');
  const installed = existsSync(versions) ? await readdir(versions) : [];
  const candidates = [
    'python3.13',
    ...installed
      .filter((version) => version.startsWith('3.13.'))
      .map((version) => join(versions, version, 'bin/python3.13')),
  ];
  for (const candidate of candidates) {
    if (await works(candidate, ['-c', ''])) return candidate;
  }
  throw new MissingPrerequisite('Python 3.13 is neither on PATH nor under pyenv');
}

async function findJavaHome(): Promise<string> {
  const settings = ['-XshowSettings:properties', '-version'];
  const { stderr } = await run('java', settings).catch(() => ({ stderr: '' }));
  const home = /java\.home = (.+)/.exec(stderr)?.[1];
  if (!home) throw new MissingPrerequisite('Java is not on PATH');
  return home.trim();
}

async function works(command: string, args: string[]): Promise<boolean> {
  return run(command, args).then(
    () => true,
    () => false,
  );
}
