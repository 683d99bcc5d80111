import { depsFromEnvironment } from './environment.ts';
import { createHandlers } from './handlers.ts';

/** The Lambda functions of the activities that need the store: one handler each, all in one bundle. */
export const {
  checkInventory,
  openMailbox,
  processPayment,
  recordOrderFailure,
  refundPayment,
  releaseItems,
  sendSignal,
  updateOrderStatus,
} = createHandlers(await depsFromEnvironment());
