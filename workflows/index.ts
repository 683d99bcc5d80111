/** Every process of the product: what a worker registers and the exporter writes. */
export { orderPizza } from './order-pizza.ts';
export { processOrder } from './process-order.ts';
