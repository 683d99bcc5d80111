/** Every process of the product: what a worker registers and the exporter writes. */
export { bookHotelRoom } from './book-hotel-room.ts';
export { cancelBooking } from './cancel-booking.ts';
export { cancelStatusChange } from './cancel-status-change.ts';
export { changeStatusWhenDue } from './change-status-when-due.ts';
export { fulfilOrder } from './fulfil-order.ts';
export { moveBooking } from './move-booking.ts';
export { orderPizza } from './order-pizza.ts';
export { processOrder } from './process-order.ts';
export { rescheduleStatusChange } from './reschedule-status-change.ts';
export { storeCheckout } from './store-checkout.ts';
