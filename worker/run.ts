import { NativeConnection } from '@temporalio/worker';
import { clientOver, temporalConfig } from '../client/connection.ts';
import { createProcessClient } from '../client/process-client.ts';
import type { ActivityDeps } from './activities.ts';
import { workflowBundle } from './bundle.ts';
import { depsFromEnvironment } from './environment.ts';
import { createLogger, installRuntime } from './logging.ts';
import { createWorker } from './worker.ts';

/** The program `name`: works on one task queue, as the environment says, until SIGTERM or SIGINT. */
export async function runWorker(
  name: string,
  taskQueue: string,
  activitiesOf: (deps: ActivityDeps) => object,
): Promise<void> {
  const logger = createLogger(name);
  installRuntime(logger);
  const { namespace, connectionOptions } = temporalConfig();
  const connection = await NativeConnection.connect(connectionOptions);
  const deps = await depsFromEnvironment(createProcessClient(clientOver(connection, namespace)));
  const worker = await createWorker({
    connection,
    namespace,
    taskQueue,
    workflowBundle: await workflowBundle(),
    activities: activitiesOf(deps),
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => worker.shutdown());
  logger.info({ taskQueue, namespace }, `${name} ready`);
  await worker.run();
  await connection.close();
  await deps.store.close();
  logger.info(`${name} stopped`);
}
