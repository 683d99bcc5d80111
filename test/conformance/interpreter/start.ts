import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ports } from '../../../dev/ports.ts';
import { Supervisor, untilReady } from '../../../dev/supervisor.ts';
import { install } from './install.ts';

/** A running interpreter: an endpoint for the AWS SDK's Step Functions client. */
export interface Interpreter {
  endpoint: string;
  stop: () => Promise<void>;
}

/**
 * Starts an interpreter on a free port of 127.0.0.1, installing it first where it is not.
 *
 * @throws ComponentUnavailable when it cannot be had on this machine
 */
export async function startInterpreter(): Promise<Interpreter> {
  const root = await mkdtemp(join(tmpdir(), 'interpreter-'));
  const supervisor = new Supervisor(join(root, 'logs'));
  const stop = async () => {
    await supervisor.stop();
    await rm(root, { recursive: true, force: true });
  };
  try {
    const { python, jars, javaHome } = await install(supervisor);
    const lib = join(root, 'var/lib/localstack/lib');
    await mkdir(join(lib, 'java'), { recursive: true });
    await mkdir(join(lib, 'jsonata'));
    await symlink(javaHome, join(lib, 'java/21'));
    await symlink(jars, join(lib, 'jsonata/0.9.7'));

    const address = `127.0.0.1:${await new Ports().next(30_000 + Math.floor(Math.random() * 2_000))}`;
    const server = supervisor.start({
      name: 'interpreter',
      tier: 'tool', // it keeps nothing worth a farewell
      program: python,
      args: [join(import.meta.dirname, 'interpreter.py')],
      env: {
        FILESYSTEM_ROOT: root,
        GATEWAY_LISTEN: address,
        SERVICES: 'stepfunctions,sts,iam',
        OVERRIDE_IN_DOCKER: '0',
        SKIP_SSL_CERT_DOWNLOAD: '1',
        DISABLE_EVENTS: '1',
        LS_LOG: 'error',
        JAVA_TOOL_OPTIONS: '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC', // quick to start rather than in the long run
      },
    });
    const endpoint = `http://${address}`;
    await untilReady(server, () => fetch(`${endpoint}/_localstack/health`));
    return { endpoint, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
