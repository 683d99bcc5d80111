import { depsFromEnvironment } from './environment.ts';
import { createHandlers } from './handlers.ts';

/** The Lambda functions of the activities that need the store: one handler each, all in one bundle. */
export const {
  abandonCheckout,
  answerCallback,
  assignCourier,
  billCustomer,
  cancelStatusItem,
  checkInventory,
  completeStatusItem,
  dispatchOrder,
  enqueueOrder,
  openCheckout,
  openMailbox,
  processPayment,
  readStatusItem,
  recordCheckoutFailure,
  recordOrderFailure,
  redeemPoints,
  refundCustomer,
  refundPayment,
  releaseItems,
  rescheduleStatusItem,
  reserveStock,
  restoreRedeemPoints,
  restoreStockQuantity,
  sendSignal,
  settleCheckout,
  startStatusItem,
  updateOrderStatus,
} = createHandlers(await depsFromEnvironment());
