import { join } from 'node:path';
import { seed } from '../store/seed.ts';
import { connectStore } from '../store/store.ts';
import { buildWorkflowBundle } from '../worker/bundle.ts';
import { callbackSecret, dataFolder, type StackSettings } from './data-folder.ts';
import { givenMail, type MailInbox, startMailInbox } from './mail-inbox.ts';
import { givenMongo, type MongoServer, startMongo } from './mongodb.ts';
import { Ports } from './ports.ts';
import { type Child, hasPrinted, type Supervisor, untilReady } from './supervisor.ts';
import { givenTemporal, startTemporal, type TemporalServer } from './temporal.ts';

const checkout = join(import.meta.dirname, '..');

/** Our own programs, and when each is stopped. */
export const programs = {
  worker: { main: 'worker/main.ts', tier: 'worker' },
  warehouse: { main: 'worker/warehouse.ts', tier: 'worker' },
  api: { main: 'api/main.ts', tier: 'api' },
} as const;

/** Where people expect each thing. */
export const usualPorts = {
  api: 3000,
  temporal: 7233,
  temporalUi: 8233,
  mongo: 27017,
  smtp: 1025,
  inbox: 1080,
};

const usualApiPort = Number(process.env['PORT'] ?? usualPorts.api);

/** One line of the table that `npm start` prints. */
export interface Address {
  name: string;
  where: string;
  note?: string | undefined;
}

/** A stack that is ready: what a program needs to reach it, and what a person does. */
export interface Stack {
  settings: StackSettings;
  addresses: Address[];
}

/** What starting the stack needs. */
interface Context {
  supervisor: Supervisor;
  ports: Ports;
  /** Told of each step, for people. */
  say: (progress: string) => void;
  /** Told of a child that ends after it was ready, in words. */
  onEnd: (child: Child, how: string) => void;
}

/**
 * Starts the servers that the settings do not name, prepares the store and the workflow bundle, then starts our own
 * programs; resolves once the API is ready.
 * @throws ComponentUnavailable if a server can be had from nowhere.
 */
export async function startStack(context: Context): Promise<Stack> {
  const bundle = join(dataFolder, 'workflow-bundle.js');
  const [temporal, mongo, mail] = await Promise.all([
    step(context, 'Temporal', () => temporalServer(context)),
    step(context, 'MongoDB with the demo data', () => seededMongo(context)),
    step(context, 'Mail inbox', () => mailInbox(context)),
    step(context, 'Workflow bundle', () => buildWorkflowBundle(bundle)),
  ]);
  const settings: StackSettings = {
    ...(temporal.child && { TEMPORAL_ADDRESS: temporal.address, TEMPORAL_NAMESPACE: temporal.namespace }),
    ...(temporal.uiUrl && { TEMPORAL_UI_URL: temporal.uiUrl }),
    MONGODB_URI: mongo.uri,
    SMTP_URL: mail.smtpUrl,
    WORKFLOW_BUNDLE: bundle,
    CALLBACK_SECRET: process.env['CALLBACK_SECRET'] ?? callbackSecret(),
  };
  const apiUrl = await step(context, 'Worker, warehouse and API', () => startPrograms(context, settings));

  return {
    settings: { ...settings, API_URL: apiUrl },
    addresses: [
      { name: 'API', where: apiUrl, note: moved(apiUrl, usualApiPort) },
      { name: 'API docs', where: `${apiUrl}/docs` },
      temporal.child
        ? {
            name: 'Temporal Web UI',
            where: temporal.uiUrl ?? '-',
            note: moved(temporal.uiUrl, usualPorts.temporalUi),
          }
        : { name: 'Temporal Web UI', where: temporal.uiUrl ?? '-' },
      mail.child
        ? { name: 'Mail inbox', where: mail.inboxUrl ?? '-', note: moved(mail.inboxUrl, usualPorts.inbox) }
        : { name: 'Mail inbox', where: '-', note: 'yours, by SMTP_URL' },
      temporal.child
        ? { name: 'Temporal', where: temporal.address, note: moved(temporal.address, usualPorts.temporal) }
        : { name: 'Temporal', where: temporal.address, note: "yours, by Temporal's settings" },
      mongo.child
        ? { name: 'MongoDB', where: mongo.uri, note: moved(mongo.uri, usualPorts.mongo) }
        : { name: 'MongoDB', where: '-', note: 'yours, by MONGODB_URI' },
      { name: 'Data and logs', where: dataFolder, note: 'delete it to start afresh' },
    ],
  };
}

/** What to tell about an address whose port is not the usual one. */
function moved(address: string | undefined, usual: number): string | undefined {
  return new RegExp(`:${usual}\\b`).test(address ?? '') ? undefined : `${usual} is taken`;
}

async function temporalServer({ supervisor, ports, say, onEnd }: Context): Promise<TemporalServer> {
  const given = givenTemporal();
  if (given) {
    return given;
  }
  const file = join(dataFolder, 'temporal.db');
  const server = await ports.startOn([usualPorts.temporal, usualPorts.temporalUi], ([port, uiPort]) =>
    startTemporal({ port, uiPort, file, supervisor, say }),
  );
  void server.child.ended.then((how) => onEnd(server.child, how));
  return server;
}

async function seededMongo({ supervisor, ports, say, onEnd }: Context): Promise<MongoServer> {
  let server = givenMongo();
  if (!server) {
    const started = await ports.startOn([usualPorts.mongo], ([port]) =>
      startMongo({ port, data: dataFolder, database: 'twinstep', supervisor, say }),
    );
    void started.child.ended.then((how) => onEnd(started.child, how));
    server = started;
  }
  const store = await connectStore(server.uri);
  await seed(store).finally(() => store.close());
  return server;
}

async function mailInbox({ supervisor, ports, onEnd }: Context): Promise<MailInbox> {
  const given = givenMail();
  if (given) {
    return given;
  }
  const inbox = await ports.startOn([usualPorts.smtp, usualPorts.inbox], ([smtpPort, webPort]) =>
    startMailInbox({ smtpPort, webPort, data: join(dataFolder, 'mails'), supervisor }),
  );
  void inbox.child.ended.then((how) => onEnd(inbox.child, how));
  return inbox;
}

/** Resolves to the API's URL once it is ready. */
async function startPrograms(
  { supervisor, ports, onEnd }: Context,
  settings: StackSettings,
): Promise<string> {
  const tsx = import.meta.resolve('tsx');
  const start = (name: keyof typeof programs, env: Record<string, string>): Child => {
    const { main, tier } = programs[name];
    const args = ['--import', tsx, join(checkout, main)];
    return supervisor.start({ name, tier, program: process.execPath, args, env: { ...settings, ...env } });
  };
  for (const name of ['worker', 'warehouse'] as const) {
    const worker = start(name, {});
    void worker.ended.then((how) => onEnd(worker, how));
  }
  return ports.startOn([usualApiPort], async ([port]) => {
    // Readiness is read off the log, so it may not be quieter.
    const level = process.env['LOG_LEVEL'] ?? '';
    const LOG_LEVEL = ['trace', 'debug'].includes(level) ? level : 'info';
    const api = start('api', { HOST: '127.0.0.1', PORT: String(port), LOG_LEVEL });
    const url = `http://127.0.0.1:${port}`;
    await untilReady(api, async () => {
      hasPrinted(api, 'listening');
      const response = await fetch(`${url}/readyz`);
      if (!response.ok) {
        throw new Error(await response.text());
      }
    });
    void api.ended.then((how) => onEnd(api, how));
    return url;
  });
}

/** Does one step and tells how long it took. */
async function step<T>({ say }: Context, name: string, work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const result = await work();
  say(`${name} ready (${((performance.now() - began) / 1000).toFixed(1)} s)`);
  return result;
}
