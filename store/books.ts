import type { Money } from './money.ts';
import type { Stocked } from './stock.ts';

/** What `storeCheckout` sells. */
export interface Book extends Stocked {
  _id: string;
  title: string;
  price: Money;
}
