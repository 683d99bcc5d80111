/** An amount of money: an integer in minor units (cents) with its ISO 4217 currency code. */
export interface Money {
  amount: number;
  currency: string;
}
