import type * as workflows from '../workflows/index.ts';

/** Where long-running processes are worked on: `npm run worker`. */
export const PROCESS_QUEUE = 'twinstep';

/** Where processes that somebody waits for are worked on: inside the API's own process. */
export const INTERACTIVE_QUEUE = 'twinstep-interactive';

/** Where the warehouse works on what is ordered: `npm run warehouse`. */
export const WAREHOUSE_QUEUE = 'twinstep-warehouse';

type Workflows = typeof workflows;
/** The name of a process: the function's in `workflows/`. */
export type ProcessName = keyof Workflows;
export type ProcessInput<Name extends ProcessName> = Parameters<Workflows[Name]>[0];
export type ProcessResult<Name extends ProcessName> = Awaited<ReturnType<Workflows[Name]>>;

interface Process<Name extends ProcessName> {
  taskQueue: string;
  /** The workflow's id: the same for the same business id, so that nothing is started twice. */
  workflowId: (input: ProcessInput<Name>, uniqueId: string) => string;
  /** What the Web UI's list shows. No personal data. */
  summary: (input: ProcessInput<Name>) => string;
  /** How long the whole execution may take; for processes that only count while somebody waits. Commands always finish. */
  executionTimeout?: `${number} seconds`;
}

/** Every process that can be started, with its ids and its queue. */
export const processes: { [Name in ProcessName]: Process<Name> } = {
  processOrder: {
    taskQueue: PROCESS_QUEUE,
    workflowId: ({ orderId }) => `order-${orderId}`,
    summary: ({ items }) =>
      `Order of ${items ? items.map(({ sku, quantity }) => `${quantity} ${sku}`).join(', ') : 'a demo item'}`,
  },
  orderPizza: {
    taskQueue: INTERACTIVE_QUEUE,
    workflowId: (_, uniqueId) => `pizza-${uniqueId}`,
    summary: () => 'Pizza choice',
    executionTimeout: '30 seconds',
  },
  bookHotelRoom: {
    taskQueue: PROCESS_QUEUE,
    workflowId: (_, uniqueId) => `booking-${uniqueId}`,
    summary: ({ roomType, checkInDate, checkOutDate }) => `${roomType}, ${checkInDate} to ${checkOutDate}`,
  },
  moveBooking: {
    taskQueue: INTERACTIVE_QUEUE,
    workflowId: ({ bookingId }, uniqueId) => `move-booking-${bookingId}-${uniqueId}`,
    summary: ({ checkInDate, checkOutDate }) => `Move to ${checkInDate} to ${checkOutDate}`,
  },
  cancelBooking: {
    taskQueue: INTERACTIVE_QUEUE,
    workflowId: ({ bookingId }, uniqueId) => `cancel-booking-${bookingId}-${uniqueId}`,
    summary: () => 'Cancel a booking',
  },
  changeStatusWhenDue: {
    taskQueue: PROCESS_QUEUE,
    workflowId: ({ Id }) => `item-${Id}`,
    summary: ({ StartTimestamp }) => `Status change due at ${StartTimestamp}`,
  },
  rescheduleStatusChange: {
    taskQueue: INTERACTIVE_QUEUE,
    workflowId: ({ Id }, uniqueId) => `reschedule-item-${Id}-${uniqueId}`,
    summary: ({ StartTimestamp }) => `Reschedule to ${StartTimestamp}`,
  },
  cancelStatusChange: {
    taskQueue: INTERACTIVE_QUEUE,
    workflowId: ({ Id }, uniqueId) => `cancel-item-${Id}-${uniqueId}`,
    summary: () => 'Cancel a status change',
  },
  storeCheckout: {
    taskQueue: PROCESS_QUEUE,
    workflowId: (_, uniqueId) => `checkout-${uniqueId}`,
    summary: ({ bookId, quantity }) => `Checkout of ${quantity} of book ${bookId}`,
  },
  fulfilOrder: {
    taskQueue: WAREHOUSE_QUEUE,
    workflowId: ({ orderId }) => `fulfil-${orderId}`,
    summary: ({ bookId, quantity }) => `Prepare ${quantity} of book ${bookId}`,
  },
};
