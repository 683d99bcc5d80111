import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startMailInbox } from '../../dev/mail-inbox.ts';
import { startMongo } from '../../dev/mongodb.ts';
import { Ports } from '../../dev/ports.ts';
import { Supervisor } from '../../dev/supervisor.ts';
import { startTemporal } from '../../dev/temporal.ts';
import { findTimeSkippingServer } from '../../dev/time-skipping-server.ts';
import { buildWorkflowBundle } from '../../worker/bundle.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** `host:port` of one Temporal dev server for all test files; namespace `default`. */
    temporalAddress: string;
    /** `mongodb://host:port/` of one MongoDB for all test files; see `databaseUri`. */
    mongodbUri: string;
    /** One mail inbox for all test files: where to send. */
    smtpUrl: string;
    /** The same inbox: `<inboxUrl>/email` lists what came as JSON, `<inboxUrl>/email/all` with DELETE empties it. */
    inboxUrl: string;
    /** Path of the time-skipping test server; see `startTimeSkipping`. */
    timeSkippingServer: string;
    /** Path of the bundle of all workflows: `workflowBundle: { codePath: inject('workflowBundle') }` of a worker. */
    workflowBundle: string;
  }
}

/**
 * vitest's global setup: the real servers that all test files share, on free ports, with data in a temporary folder.
 *
 * How a test file uses them (`inject` is vitest's, typed above; the helpers are in `isolation.ts`):
 * ```ts
 * const uri = databaseUri();                                     // a database of this file's own
 * const taskQueue = uniqueName('orders');                        // and task queues, workflow ids
 * const connection = await NativeConnection.connect({ address: inject('temporalAddress') });
 * const env = await startTimeSkipping();                         // a time-skipping server of its own; env.teardown()
 * ```
 * The inbox is shared too: send to an address of the test's own and look for that address with `mailsTo`.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'twinstep-test-'));
  const supervisor = new Supervisor(join(folder, 'logs'));
  const say = (progress: string) => console.log(progress);
  const ports = new Ports();
  const teardown = async () => {
    await supervisor.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const port = await ports.anywhere();
    const uiPort = await ports.anywhere();
    const mongoPort = await ports.anywhere();
    const smtpPort = await ports.anywhere();
    const webPort = await ports.anywhere();
    const workflowBundle = join(folder, 'workflow-bundle.js');
    const [temporal, mongo, mail, timeSkippingServer] = await Promise.all([
      startTemporal({ port, uiPort, supervisor, say }),
      startMongo({ port: mongoPort, data: join(folder, 'mongodb'), database: '', supervisor, say }),
      startMailInbox({ smtpPort, webPort, data: join(folder, 'mails'), supervisor }),
      findTimeSkippingServer(supervisor, say),
      buildWorkflowBundle(workflowBundle),
    ]);
    project.provide('temporalAddress', temporal.address);
    project.provide('mongodbUri', mongo.uri);
    project.provide('smtpUrl', mail.smtpUrl);
    project.provide('inboxUrl', mail.inboxUrl);
    project.provide('timeSkippingServer', timeSkippingServer);
    project.provide('workflowBundle', workflowBundle);
  } catch (error) {
    await teardown();
    throw error;
  }
  return teardown;
}
