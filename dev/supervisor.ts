import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** What is stopped first and how many seconds it has before it is killed: under 10 s together. */
const tiers = { tool: 0, api: 4, worker: 3.5, server: 2 } as const;

/** A program to run. Its output goes to `<logs>/<name>.log`. */
export interface Command {
  name: string;
  tier: keyof typeof tiers;
  program: string;
  args: string[];
  env?: Record<string, string>;
}

/** A running child process. */
export interface Child {
  readonly name: string;
  readonly pid: number | undefined;
  readonly log: string;
  /** Resolves with how it ended, in words, once it has: `exit status 1`, `SIGKILL`, `not found`. */
  readonly ended: Promise<string>;
  /** Asks it to end, kills it and everything it started once its tier's time is over. */
  stop(): Promise<void>;
}

/**
 * Kills the process groups named on the last line it was sent, once its input ends: that is, when this process is
 * gone, however it went. It has a session of its own, so no signal meant for this process reaches it.
 */
const reaper = `
groups=
while read -r line; do groups=$line; done
for group in $groups; do kill -s TERM -- "-$group"; done
[ -z "$groups" ] || sleep 2
for group in $groups; do kill -s KILL -- "-$group"; done
`;

/**
 * Starts child processes, each in a process group of its own, so that Ctrl-C in a terminal reaches this process alone
 * and the order of stopping is ours. Whatever happens to this process, none of them outlives it.
 */
export class Supervisor {
  readonly #logs: string;
  readonly #children = new Map<Child, Command>();
  readonly #reaper = spawn('sh', ['-c', reaper], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  #stopping = false;

  /** @param logs folder for the children's output. */
  constructor(logs: string) {
    this.#logs = logs;
    mkdirSync(logs, { recursive: true });
    this.#reaper.unref();
    // It may be killed before us by whoever kills everything: then there is nobody left to tell.
    this.#reaper.stdin.on('error', () => undefined);
  }

  /** Starts `command` and returns at once; see `untilReady`. */
  start(command: Command): Child {
    if (this.#stopping) {
      throw new Error(`${command.name} was not started: everything is being stopped.`);
    }
    const log = join(this.#logs, `${command.name}.log`);
    const output = openSync(log, 'w');
    const spawned = spawn(command.program, command.args, {
      env: { ...process.env, ...command.env },
      detached: true,
      stdio: ['ignore', output, output],
    });
    closeSync(output);

    let running = true;
    const kill = (target: number | undefined, signal: NodeJS.Signals) => {
      try {
        if (target !== undefined) {
          process.kill(target, signal);
        }
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') {
          throw error;
        }
      }
    };
    const killGroup = () => {
      kill(spawned.pid && -spawned.pid, 'SIGKILL');
    };
    const ended = new Promise<string>((resolve) => {
      spawned.once('error', (error: NodeJS.ErrnoException) =>
        resolve(error.code === 'ENOENT' ? 'not found' : error.message),
      );
      spawned.once('exit', (status, signal) => resolve(signal ?? `exit status ${String(status)}`));
    }).then((how) => {
      running = false;
      killGroup();
      this.#children.delete(child);
      this.#tellReaper();
      return how;
    });
    const child: Child = {
      name: command.name,
      pid: spawned.pid,
      log,
      ended,
      stop: async () => {
        if (running) {
          kill(spawned.pid, 'SIGTERM');
        }
        const deadline = setTimeout(killGroup, tiers[command.tier] * 1000);
        await ended;
        clearTimeout(deadline);
      },
    };
    this.#children.set(child, command);
    this.#tellReaper();
    return child;
  }

  /**
   * Runs `command` to its end and resolves to its output.
   * @throws Error with how it ended and the end of its output, unless it exited with status 0.
   */
  async run(command: Omit<Command, 'tier'>): Promise<string> {
    const child = this.start({ ...command, tier: 'tool' });
    const how = await child.ended;
    if (how !== 'exit status 0') {
      throw new Error(`${command.program}: ${how}${logTail(child)}`);
    }
    return readFileSync(child.log, 'utf8');
  }

  /** Stops every child in the order of the tiers. Nothing can be started from then on. */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (const tier of Object.keys(tiers)) {
      const inTier = [...this.#children].filter(([, command]) => command.tier === tier);
      await Promise.all(inTier.map(([child]) => child.stop()));
    }
  }

  #tellReaper(): void {
    const groups = [...this.#children.keys()].map((child) => child.pid);
    this.#reaper.stdin.write(`${groups.join(' ')}\n`);
  }
}

/** A child ended before it was ready. The message has the end of its log. */
export class EndedWhileStarting extends Error {
  override readonly name = 'EndedWhileStarting';
}

/**
 * Resolves once `probe` does not fail any more.
 * @throws EndedWhileStarting, or Error when it is not ready after `seconds`.
 */
export async function untilReady(child: Child, probe: () => Promise<unknown>, seconds = 60): Promise<void> {
  let end: string | undefined;
  void child.ended.then((how) => (end = how));
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    try {
      await probe();
      return;
    } catch (error) {
      if (end !== undefined) {
        throw new EndedWhileStarting(`${child.name} ended with ${end} while starting.${logTail(child)}`);
      }
      if (Date.now() > deadline) {
        throw new Error(`${child.name} was not ready after ${seconds} s: ${String(error)}${logTail(child)}`, {
          cause: error,
        });
      }
    }
    await delay(50);
  }
}

/**
 * A probe: has the child said so itself? What answers on its port may be another's, who took it a moment before.
 * @throws Error as long as it has not.
 */
export function hasPrinted(child: Child, text: string): void {
  if (!readFileSync(child.log, 'utf8').includes(text)) {
    throw new Error(`it has not printed "${text}"`);
  }
}

/** The last lines of what a child printed, and where the rest is. */
export function logTail(child: Child): string {
  const output = readFileSync(child.log, 'utf8').trimEnd();
  if (output === '') {
    return '';
  }
  const lines = output.split('\n').slice(-12);
  return `\n${lines.map((line) => `    ${line}`).join('\n')}\n  (${child.log})`;
}
