/** The baseline's worker, a process of its own with the product's settings. Says `ready` to its parent. */
import { NativeConnection } from '@temporalio/worker';
import { temporalConfig } from '../../client/connection.ts';
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
  taskQueue: 'bare',
  workflowBundle: await bareBundle(),
  activities: createBareActivities(),
});
process.once('SIGTERM', () => worker.shutdown());
process.send?.('ready');
await worker.run();
await connection.close();
