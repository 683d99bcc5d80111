/**
 * The baseline's worker of one queue, a process of its own with the product's settings. Says `ready` to its parent.
 *
 * `node worker.ts bare|bare-warehouse`
 */
import { NativeConnection } from '@temporalio/worker';
import { clientOver, temporalConfig } from '../../client/connection.ts';
import { createLogger, installRuntime } from '../../worker/logging.ts';
import { createWorker } from '../../worker/worker.ts';
import { createBareActivities } from './activities.ts';
import { bareBundle } from './bundle.ts';

installRuntime(createLogger('bare'));
const { namespace, connectionOptions } = temporalConfig();
const connection = await NativeConnection.connect(connectionOptions);
const worker = await createWorker({
  connection,
  namespace,
  taskQueue: process.argv[2] ?? 'bare',
  workflowBundle: await bareBundle(),
  activities: createBareActivities(clientOver(connection, namespace)),
});
process.once('SIGTERM', () => worker.shutdown());
process.send?.('ready');
await worker.run();
await connection.close();
