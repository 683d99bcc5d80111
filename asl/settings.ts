import type { ExportSettings } from './compiler/command/export.ts';

/**
 * How the business deploys its processes: what the workflows do not say. A service takes an activity's place only if it
 * does all of it; enqueueing an order also writes to the store, so it stays a Lambda function.
 */
export const settings: ExportSettings = {
  express: ['orderPizza'],
  executionKey: 'execution',
  integrations: {},
};
