import { NativeConnection } from '@temporalio/worker';
import { clientOver, temporalConfig } from '../client/connection.ts';
import { createProcessClient } from '../client/process-client.ts';
import { WAREHOUSE_QUEUE } from '../client/processes.ts';
import { createWarehouseQueueActivities } from './activities.ts';
import { workflowBundle } from './bundle.ts';
import { depsFromEnvironment } from './environment.ts';
import { createLogger, installRuntime } from './logging.ts';
import { createWorker } from './worker.ts';

const logger = createLogger('warehouse');
installRuntime(logger);
const { namespace, connectionOptions } = temporalConfig();
const connection = await NativeConnection.connect(connectionOptions);
const deps = await depsFromEnvironment(createProcessClient(clientOver(connection, namespace)));
const worker = await createWorker({
  connection,
  namespace,
  taskQueue: WAREHOUSE_QUEUE,
  workflowBundle: await workflowBundle(),
  activities: createWarehouseQueueActivities(deps),
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => worker.shutdown());
logger.info({ taskQueue: WAREHOUSE_QUEUE, namespace }, 'warehouse ready');
await worker.run();
await connection.close();
await deps.store.close();
logger.info('warehouse stopped');
