import { WAREHOUSE_QUEUE } from '../client/processes.ts';
import { createWarehouseQueueActivities } from './activities.ts';
import { runWorker } from './run.ts';

await runWorker('warehouse', WAREHOUSE_QUEUE, createWarehouseQueueActivities);
