import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { clientOver } from '../../client/connection.ts';
import { createProcessClient, type ProcessClient } from '../../client/process-client.ts';
import { onPath } from '../../dev/programs.ts';
import { databaseUri } from '../setup/isolation.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'twinstep-stack-'));
});

afterEach(async () => {
  for (const { pid } of processesOfStack()) {
    process.kill(pid, 'SIGKILL');
  }
  await rm(folder, { recursive: true, force: true });
});

/** `npm start` with its data in this test's folder. */
function npmStart(env: NodeJS.ProcessEnv = {}) {
  const npm = spawn('npm', ['start'], {
    env: { ...process.env, TWINSTEP_DATA: folder, ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [npm.stdout, npm.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const closed = once(npm, 'close');
  return {
    pid: npm.pid as number,
    /** Resolves once `text` was printed; rejects if npm ends without that. */
    prints: async (text: string) => {
      const printed = new Promise<void>((resolve) => {
        const look = () => {
          if (output.includes(text)) {
            resolve();
          }
        };
        npm.stdout.on('data', look);
        look();
      });
      const ended = closed.then(() => {
        throw new Error(`npm start ended:\n${output}`);
      });
      await Promise.race([printed, ended]);
    },
    /** Resolves to the exit status and everything printed. */
    ended: async () => {
      const [status] = (await closed) as [number | null];
      return { status, output };
    },
  };
}

/** Every process that has the test's data folder in its environment: the stack and whatever it started. */
function processesOfStack(): { pid: number; command: string }[] {
  return execFileSync('ps', ['axeww', '-o', 'pid=,command='], { encoding: 'utf8', maxBuffer: 2 ** 26 })
    .split('\n')
    .filter((line) => line.includes(`TWINSTEP_DATA=${folder}`))
    .map((line) => ({ pid: parseInt(line), command: line.trim() }));
}

/** A folder that has links to these programs and nothing else. */
async function folderWith(...programs: string[]): Promise<string> {
  const bin = join(folder, 'bin');
  await mkdir(bin);
  for (const program of programs) {
    await symlink(onPath(program) as string, join(bin, program));
  }
  return bin;
}

async function settings(): Promise<Record<string, string>> {
  return JSON.parse(await readFile(join(folder, 'stack.json'), 'utf8')) as Record<string, string>;
}

async function withClient<T>(use: (client: ProcessClient) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address: (await settings())['TEMPORAL_ADDRESS'] as string });
  return use(createProcessClient(clientOver(connection, 'default'))).finally(() => connection.close());
}

test('the stack starts beside taken ports, refuses a second one, stops whole and goes on with its data', async () => {
  const occupant = createServer();
  // Taken by somebody else already would do as well.
  const taken = once(occupant.listen(3000), 'listening').catch(() => undefined);
  await taken;
  const first = npmStart();
  await first.prints('is ready');
  await first.prints('3000 is taken');
  expect((await settings())['API_URL']).not.toMatch(/:3000$/);
  const order = await withClient(async (client) =>
    (await client.start('processOrder', { orderId: '1' })).result(),
  );
  expect(order).toEqual({ orderId: '1', status: 'Completed' });

  const second = await npmStart().ended();
  expect(second).toMatchObject({
    status: 1,
    output: expect.stringContaining('is running already') as string,
  });

  process.kill(first.pid, 'SIGTERM');
  expect(await first.ended()).toMatchObject({
    status: 0,
    output: expect.stringContaining('Stopped.') as string,
  });
  expect(processesOfStack()).toEqual([]);
  occupant.close();

  const again = npmStart();
  await again.prints('is ready');
  expect(await withClient((client) => client.describe('order-1'))).toMatchObject({ status: 'COMPLETED' });
  process.kill(-again.pid, 'SIGTERM');
  expect(await again.ended()).toMatchObject({ output: expect.stringContaining('Stopped.') as string });
  expect(processesOfStack()).toEqual([]);
});

test('a program that dies is reported and takes the stack with it', async () => {
  const stack = npmStart();
  await stack.prints('is ready');
  const inbox = processesOfStack().find(({ command }) => command.includes('bin/maildev'));
  process.kill(inbox?.pid as number, 'SIGKILL');
  const { status, output } = await stack.ended();
  expect({ status, output }).toMatchObject({
    status: 1,
    output: expect.stringContaining('mail-inbox ended unexpectedly: SIGKILL') as string,
  });
  expect(processesOfStack()).toEqual([]);
});

test('a stack stopped half-way through its start leaves no process', async () => {
  const stack = npmStart();
  await stack.prints('Mail inbox ready');
  process.kill(-stack.pid, 'SIGINT');
  expect(await stack.ended()).toMatchObject({ output: expect.stringContaining('Stopped.') as string });
  expect(processesOfStack()).toEqual([]);
});

test('a stack that is killed is cleared away', async () => {
  const stack = npmStart();
  await stack.prints('is ready');
  process.kill(-stack.pid, 'SIGKILL');
  await expect.poll(processesOfStack, { timeout: 20_000 }).toEqual([]);
});

test.each([
  { name: 'The Temporal server', setting: 'TEMPORAL_ADDRESS' },
  { name: 'MongoDB', setting: 'MONGODB_URI' },
])('without $name, the message says what was tried and how to give one', async ({ name, setting }) => {
  const given = {
    TEMPORAL_ADDRESS: inject('temporalAddress'),
    MONGODB_URI: databaseUri(),
    SMTP_URL: inject('smtpUrl'),
    [setting]: undefined,
  };
  const nothingToFetchWith = {
    XDG_CACHE_HOME: join(folder, 'cache'),
    HTTPS_PROXY: 'http://127.0.0.1:1',
    PATH: await folderWith('node', 'npm', 'sh', 'ps'),
  };
  const { status, output } = await npmStart({ ...given, ...nothingToFetchWith }).ended();
  expect(status).toBe(1);
  expect(output).toContain(`${name} cannot be had. Tried:`);
  expect(output).toMatch(/download.*: .+/);
  expect(output).toContain(`set ${setting} to a server of yours`);
  expect(processesOfStack()).toEqual([]);
});
