import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, open, readFile, rm, symlink } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { install } from './install.ts';

/** A running interpreter: an endpoint for the AWS SDK's Step Functions client. */
export interface Interpreter {
  endpoint: string;
  stop: () => Promise<void>;
}

/**
 * Starts an interpreter on a free port of 127.0.0.1, installing it first where it is not.
 *
 * @throws MissingPrerequisite when it cannot be had on this machine
 */
export async function startInterpreter(): Promise<Interpreter> {
  const { python, jars, javaHome } = await install();
  const port = await freePort();
  const root = await mkdtemp(join(tmpdir(), 'interpreter-'));
  const lib = join(root, 'var/lib/localstack/lib');
  await mkdir(join(lib, 'java'), { recursive: true });
  await mkdir(join(lib, 'jsonata'));
  await symlink(javaHome, join(lib, 'java/21'));
  await symlink(jars, join(lib, 'jsonata/0.9.7'));

  const log = await open(join(root, 'log'), 'w');
  const server = spawn(python, [join(import.meta.dirname, 'interpreter.py')], {
    stdio: ['ignore', log.fd, log.fd],
    env: {
      ...process.env,
      FILESYSTEM_ROOT: root,
      GATEWAY_LISTEN: `127.0.0.1:${port}`,
      SERVICES: 'stepfunctions,sts,iam',
      OVERRIDE_IN_DOCKER: '0',
      SKIP_SSL_CERT_DOWNLOAD: '1',
      DISABLE_EVENTS: '1',
      LS_LOG: 'error',
      JAVA_TOOL_OPTIONS: '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC', // quick to start rather than quick in the long run
    },
  });
  const exited = once(server, 'exit');
  await log.close();

  const endpoint = `http://127.0.0.1:${port}`;
  while (server.exitCode === null && !(await answers(endpoint))) await delay(50);
  if (server.exitCode !== null) throw new Error(await readFile(join(root, 'log'), 'utf8'));
  return {
    endpoint,
    stop: async () => {
      server.kill('SIGKILL'); // it keeps nothing worth a farewell, which would take it seconds
      await exited;
      await rm(root, { recursive: true, force: true });
    },
  };
}

async function answers(endpoint: string): Promise<boolean> {
  return fetch(`${endpoint}/_localstack/health`).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
