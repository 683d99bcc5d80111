import { NativeConnection } from '@temporalio/worker';
import { DEFAULT_SMTP_URL, smtpMailer } from '../activities/mailer.ts';
import { simulatedGateway } from '../activities/payment-gateway.ts';
import { temporalConfig } from '../client/connection.ts';
import { PROCESS_QUEUE } from '../client/processes.ts';
import { connectStore, DEFAULT_MONGODB_URI } from '../store/store.ts';
import { createProcessActivities, temporalExecution } from './activities.ts';
import { workflowBundle } from './bundle.ts';
import { createLogger, installRuntime } from './logging.ts';
import { simulatedFailureRate } from './settings.ts';
import { createWorker } from './worker.ts';

const logger = createLogger('worker');
installRuntime(logger);
const clock = () => new Date();
const { namespace, connectionOptions } = temporalConfig();
const store = await connectStore(process.env['MONGODB_URI'] ?? DEFAULT_MONGODB_URI);
const connection = await NativeConnection.connect(connectionOptions);
const worker = await createWorker({
  connection,
  namespace,
  taskQueue: PROCESS_QUEUE,
  workflowBundle: await workflowBundle(),
  activities: createProcessActivities({
    store,
    clock,
    execution: temporalExecution,
    mailer: smtpMailer({ url: process.env['SMTP_URL'] ?? DEFAULT_SMTP_URL }),
    gateway: simulatedGateway({ store, clock }),
    simulatedFailureRate: simulatedFailureRate(),
  }),
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => worker.shutdown());
logger.info({ taskQueue: PROCESS_QUEUE, namespace }, 'worker ready');
await worker.run();
await connection.close();
await store.close();
logger.info('worker stopped');
