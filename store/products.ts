import type { Money } from './money.ts';
import type { Stocked } from './stock.ts';

/** What `processOrder` sells. */
export interface Product extends Stocked {
  /** The SKU. */
  _id: string;
  name: string;
  price: Money;
}
