import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { accepts } from './ports.ts';
import { type Download, obtain } from './programs.ts';
import { type Child, type Supervisor, untilReady, hasPrinted } from './supervisor.ts';

/** A MongoDB server: `child` unless it is the user's own. */
export interface MongoServer {
  uri: string;
  child?: Child;
}

/** The MongoDB server that MONGODB_URI names, if it is set. Then none is started. */
export function givenMongo(): MongoServer | undefined {
  const uri = process.env['MONGODB_URI'];
  return uri ? { uri } : undefined;
}

const howToGive = 'Install Java 17 and Maven for its stand-in, or set MONGODB_URI to a server of yours.';

/** A program that speaks MongoDB's protocol. Each keeps its data in a format of its own, so in a folder of its own. */
interface MongoProgram extends Download {
  dataFolder: string;
  /** What it prints once it listens. */
  readyLine: string;
  /** The command that serves `port`, keeping its data in `folder`. */
  command: (path: string, port: number, folder: string) => { program: string; args: string[] };
}

const mongodVersion = '8.2.6';

const mongod: MongoProgram = {
  source: `the download of MongoDB ${mongodVersion}`,
  folder: `mongod-${mongodVersion}`,
  program: 'mongod',
  dataFolder: 'mongod',
  readyLine: 'Waiting for connections',
  fetch: async (into) => {
    process.env['MONGOMS_MAX_RETRIES'] = '0';
    // Without it, the downloader accepts any certificate.
    process.env['npm_config_strict_ssl'] = 'true';
    const { MongoBinary } = await import('mongodb-memory-server-core');
    await rename(
      await MongoBinary.getPath({ version: mongodVersion, downloadDir: into }),
      join(into, 'mongod'),
    );
  },
  command: (path, port, folder) => ({
    program: path,
    args: ['--dbpath', folder, '--port', String(port), '--bind_ip', '127.0.0.1'],
  }),
};

const javaProject = join(import.meta.dirname, 'mongo-java');

const mongoJava: MongoProgram = {
  source: 'mongo-java-server 1.47.0 by Maven',
  folder: 'mongo-java-1.47.0-4',
  program: join('classes', 'MongoJava.class'),
  dataFolder: 'mongo-java-bson',
  readyLine: 'MongoJava listens',
  fetch: async (into, supervisor) => {
    const once = ['-Dmaven.wagon.http.retryHandler.count=0', '-Daether.connector.http.retryHandler.count=0'];
    const goals = ['compile', 'dependency:copy-dependencies'];
    const args = ['--batch-mode', '--quiet', ...once, '--file', javaProject, `-Dinto=${into}`, ...goals];
    await supervisor.run({ name: 'fetch-mongo-java', program: 'mvn', args });
  },
  command: (path, port, folder) => {
    const classes = join(path, '..');
    return {
      program: 'java',
      args: [
        ...['-Xmx512m', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'],
        ...['-cp', `${classes}:${join(classes, '..', 'jars', '*')}`, 'MongoJava'],
        ...[String(port), join(folder, 'twinstep.mv')],
      ],
    };
  },
};

/**
 * Starts MongoDB on 127.0.0.1, or its stand-in where MongoDB cannot be downloaded.
 * @param options.data folder that keeps the data of whichever it is; a folder in use decides which it is.
 * @param options.database the database that the connection string names.
 */
export async function startMongo(options: {
  port: number;
  data: string;
  database: string;
  supervisor: Supervisor;
  say: (progress: string) => void;
}): Promise<Required<MongoServer>> {
  const { port, data, database, supervisor, say } = options;
  const inUse = [mongod, mongoJava].filter(({ dataFolder }) => existsSync(join(data, dataFolder)));
  const { from, path } = await obtain(
    { name: 'MongoDB', howToGive },
    inUse.length > 0 ? inUse : [mongod, mongoJava],
    supervisor,
    say,
  );
  const folder = join(data, from.dataFolder);
  await mkdir(folder, { recursive: true });
  const child = supervisor.start({ name: 'mongodb', tier: 'server', ...from.command(path, port, folder) });
  await untilReady(child, async () => {
    hasPrinted(child, from.readyLine);
    await accepts(port);
  });
  return { uri: `mongodb://127.0.0.1:${String(port)}/${database}`, child };
}
