import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * Everything that a stack keeps: `.twinstep` in the checkout, or the folder that TWINSTEP_DATA names, for a second stack
 * beside the first. Deleting it while the stack is stopped starts afresh.
 */
export const dataFolder = resolve(
  process.env['TWINSTEP_DATA'] ?? join(import.meta.dirname, '..', '.twinstep'),
);

const lockFile = join(dataFolder, 'lock');
const stackFile = join(dataFolder, 'stack.json');
const secretFile = join(dataFolder, 'callback-secret');
const ownerOnly = { mode: 0o600 } as const;

/** Another stack works with the data folder. */
export class DataFolderInUse extends Error {
  override readonly name = 'DataFolderInUse';
}

/**
 * Makes the data folder this process's own until it exits.
 * @throws DataFolderInUse while another process has it.
 */
export function claimDataFolder(): void {
  mkdirSync(dataFolder, { recursive: true });
  const holder = readIfThere(lockFile);
  if (isRunning(holder)) {
    throw new DataFolderInUse(
      `A stack of this checkout is running already (process ${parseInt(holder)}; its data is in ${dataFolder}).\n` +
        `Stop it first, or use it: npm run demo, npm run client.`,
    );
  }
  rmSync(lockFile, { force: true });
  writeFileSync(lockFile, identityOf(process.pid) ?? '', { flag: 'wx' });
  process.once('exit', () => {
    rmSync(stackFile, { force: true });
    rmSync(lockFile, { force: true });
  });
}

function isRunning(identity: string | undefined): identity is string {
  return identity !== undefined && identity === identityOf(parseInt(identity));
}

/** A running process's id and start time, which together no other process has; undefined if there is none. */
function identityOf(pid: number): string | undefined {
  try {
    const started = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
    return `${String(pid)} ${started.trim()}`;
  } catch {
    return undefined;
  }
}

/** Settings by which other programs reach the running stack, named as the environment variables they read. */
export type StackSettings = Record<string, string>;

/** Leaves `settings` for `readRunningStack`. */
export function writeRunningStack(settings: StackSettings): void {
  writeFileSync(stackFile, JSON.stringify(settings, undefined, 2), ownerOnly);
}

/** The settings of the stack that runs in this checkout; none if none does. */
export function readRunningStack(): StackSettings {
  const holder = readIfThere(lockFile);
  const settings = readIfThere(stackFile);
  return isRunning(holder) && settings !== undefined ? (JSON.parse(settings) as StackSettings) : {};
}

/** The secret that callback tokens are made with: the same as long as the data is. */
export function callbackSecret(): string {
  const secret = readIfThere(secretFile) ?? randomBytes(32).toString('hex');
  writeFileSync(secretFile, secret, ownerOnly);
  return secret;
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}
