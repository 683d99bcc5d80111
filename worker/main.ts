import { NativeConnection } from '@temporalio/worker';
import { clientOver, temporalConfig } from '../client/connection.ts';
import { createProcessClient } from '../client/process-client.ts';
import { PROCESS_QUEUE } from '../client/processes.ts';
import { createProcessActivities } from './activities.ts';
import { workflowBundle } from './bundle.ts';
import { depsFromEnvironment } from './environment.ts';
import { createLogger, installRuntime } from './logging.ts';
import { createWorker } from './worker.ts';

const logger = createLogger('worker');
installRuntime(logger);
const { namespace, connectionOptions } = temporalConfig();
const connection = await NativeConnection.connect(connectionOptions);
const deps = await depsFromEnvironment(createProcessClient(clientOver(connection, namespace)));
const worker = await createWorker({
  connection,
  namespace,
  taskQueue: PROCESS_QUEUE,
  workflowBundle: await workflowBundle(),
  activities: createProcessActivities(deps),
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => worker.shutdown());
logger.info({ taskQueue: PROCESS_QUEUE, namespace }, 'worker ready');
await worker.run();
await connection.close();
await deps.store.close();
logger.info('worker stopped');
