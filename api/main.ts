import { NativeConnection } from '@temporalio/worker';
import { clientOver, temporalConfig } from '../client/connection.ts';
import { createProcessClient } from '../client/process-client.ts';
import { INTERACTIVE_QUEUE } from '../client/processes.ts';
import { createInteractiveActivities } from '../worker/activities.ts';
import { workflowBundle } from '../worker/bundle.ts';
import { depsFromEnvironment } from '../worker/environment.ts';
import { createLogger, installRuntime } from '../worker/logging.ts';
import { createWorker } from '../worker/worker.ts';
import { createApi } from './api.ts';
import { serve } from './server.ts';
import { apiSettings } from './settings.ts';

const { port, host, ...settings } = apiSettings();
const logger = createLogger('api');
installRuntime(logger);
const { namespace, connectionOptions } = temporalConfig();
const connection = await NativeConnection.connect(connectionOptions);
const processes = createProcessClient(clientOver(connection, namespace));
const deps = await depsFromEnvironment(processes);
const { store, clock } = deps;
const worker = await createWorker({
  connection,
  namespace,
  taskQueue: INTERACTIVE_QUEUE,
  workflowBundle: await workflowBundle(),
  activities: createInteractiveActivities(deps),
});
const working = worker.run();
const server = await serve(
  createApi({
    ...settings,
    processes,
    store,
    logger,
    clock,
  }),
  { port, host },
);
logger.info({ url: server.url, taskQueue: INTERACTIVE_QUEUE, namespace }, 'listening');

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());

// Ends when `stop` shuts the worker down; rejects, and ends the process, when the worker cannot go on.
await working;
await connection.close();
await store.close();
logger.info('stopped');

/** Requests first: the running ones still need the worker. */
async function stop(): Promise<void> {
  await server.stop();
  worker.shutdown();
}
