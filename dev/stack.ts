import { join } from 'node:path';
import { seed } from '../store/seed.ts';
import { connectStore } from '../store/store.ts';
import { buildWorkflowBundle } from '../worker/bundle.ts';
import { callbackSecret, dataFolder, type StackSettings } from './data-folder.ts';
import { givenMail, type MailInbox, startMailInbox } from './mail-inbox.ts';
import { givenMongo, type MongoServer, startMongo } from './mongodb.ts';
import { Ports } from './ports.ts';
import { type Child, type Supervisor, untilReady } from './supervisor.ts';
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

/** What starting the stack needs: who runs the child processes, and who is told of each step. */
interface Context {
  supervisor: Supervisor;
  say: (progress: string) => void;
}

/**
 * Starts the servers that the settings do not name, prepares the store and the workflow bundle, then starts our own
 * programs; resolves once the API is ready.
 * @throws ComponentUnavailable if a server can be had from nowhere.
 */
export async function startStack(context: Context): Promise<Stack> {
  const ports = await choosePorts();
  const bundle = join(dataFolder, 'workflow-bundle.js');
  const [temporal, mongo, mail] = await Promise.all([
    step(context, 'Temporal', () => temporalServer(context, ports)),
    step(context, 'MongoDB with the demo data', () => seededMongo(context, ports)),
    step(context, 'Mail inbox', () => mailInbox(context, ports)),
    step(context, 'Workflow bundle', () => buildWorkflowBundle(bundle)),
  ]);
  const apiUrl = `http://127.0.0.1:${ports.api.number}`;
  const settings: StackSettings = {
    ...(temporal.child && { TEMPORAL_ADDRESS: temporal.address, TEMPORAL_NAMESPACE: temporal.namespace }),
    ...(temporal.uiUrl && { TEMPORAL_UI_URL: temporal.uiUrl }),
    MONGODB_URI: mongo.uri,
    SMTP_URL: mail.smtpUrl,
    WORKFLOW_BUNDLE: bundle,
    CALLBACK_SECRET: process.env['CALLBACK_SECRET'] ?? callbackSecret(),
    API_URL: apiUrl,
  };
  await step(context, 'Worker, warehouse and API', () => startPrograms(context, settings, ports.api.number));

  const given = (variable: string) => `yours, by ${variable}`;
  return {
    settings,
    addresses: [
      { name: 'API', where: apiUrl, note: ports.api.note },
      { name: 'API docs', where: `${apiUrl}/docs` },
      {
        name: 'Temporal Web UI',
        where: temporal.uiUrl ?? '-',
        note: temporal.child && ports.temporalUi.note,
      },
      {
        name: 'Mail inbox',
        where: mail.inboxUrl ?? '-',
        note: mail.child ? ports.inbox.note : given('SMTP_URL'),
      },
      {
        name: 'Temporal',
        where: temporal.address,
        note: temporal.child ? ports.temporal.note : given("Temporal's settings"),
      },
      mongo.child
        ? { name: 'MongoDB', where: mongo.uri, note: ports.mongo.note }
        : { name: 'MongoDB', where: '-', note: given('MONGODB_URI') },
      { name: 'Data and logs', where: dataFolder, note: 'delete it to start afresh' },
    ],
  };
}

/** A port to listen on, and what to tell about it where it is not the usual one. */
interface Port {
  number: number;
  note?: string;
}

async function choosePorts() {
  const ports = new Ports();
  const choose = async (usual: number): Promise<Port> => {
    const number = await ports.next(usual);
    return number === usual ? { number } : { number, note: `${usual} is taken` };
  };
  return {
    api: await choose(Number(process.env['PORT'] ?? usualPorts.api)),
    temporal: await choose(usualPorts.temporal),
    temporalUi: await choose(usualPorts.temporalUi),
    mongo: await choose(usualPorts.mongo),
    smtp: await choose(usualPorts.smtp),
    inbox: await choose(usualPorts.inbox),
  };
}

type ChosenPorts = Awaited<ReturnType<typeof choosePorts>>;

async function temporalServer({ supervisor, say }: Context, ports: ChosenPorts): Promise<TemporalServer> {
  return (
    givenTemporal() ??
    startTemporal({
      port: ports.temporal.number,
      uiPort: ports.temporalUi.number,
      file: join(dataFolder, 'temporal.db'),
      supervisor,
      say,
    })
  );
}

async function seededMongo({ supervisor, say }: Context, ports: ChosenPorts): Promise<MongoServer> {
  const server =
    givenMongo() ??
    (await startMongo({ port: ports.mongo.number, data: dataFolder, database: 'twinstep', supervisor, say }));
  const store = await connectStore(server.uri);
  await seed(store).finally(() => store.close());
  return server;
}

async function mailInbox({ supervisor }: Context, ports: ChosenPorts): Promise<MailInbox> {
  return (
    givenMail() ??
    startMailInbox({
      smtpPort: ports.smtp.number,
      webPort: ports.inbox.number,
      data: join(dataFolder, 'mails'),
      supervisor,
    })
  );
}

async function startPrograms({ supervisor }: Context, settings: StackSettings, port: number): Promise<void> {
  const env = { ...settings, HOST: '127.0.0.1', PORT: String(port) };
  const tsx = import.meta.resolve('tsx');
  const start = (name: keyof typeof programs): Child => {
    const { main, tier } = programs[name];
    const args = ['--import', tsx, join(checkout, main)];
    return supervisor.start({ name, tier, program: process.execPath, args, env });
  };
  start('worker');
  start('warehouse');
  await untilReady(start('api'), async () => {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`);
    if (!response.ok) {
      throw new Error(await response.text());
    }
  });
}

/** Does one step and tells how long it took. */
async function step<T>({ say }: Context, name: string, work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const result = await work();
  say(`${name} ready (${((performance.now() - began) / 1000).toFixed(1)} s)`);
  return result;
}
