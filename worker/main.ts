import { PROCESS_QUEUE } from '../client/processes.ts';
import { createProcessActivities } from './activities.ts';
import { runWorker } from './run.ts';

await runWorker('worker', PROCESS_QUEUE, createProcessActivities);
