import type { Collection } from 'mongodb';
import type { Money } from './money.ts';

/** One order's payment: charged once, refunded once, for the amount it was charged. */
export interface Payment {
  /** The order's id. */
  _id: string;
  /** `void` was refunded before any charge arrived: a late charge is refused. */
  state: 'charged' | 'declined' | 'refunded' | 'void';
  amount: Money;
  at: Date;
}

const NOTHING: Money = { amount: 0, currency: 'EUR' };

/** The ledger of payments, one document for each order. */
export function createPayments(payments: Collection<Payment>) {
  return {
    async find(orderId: string): Promise<Payment | null> {
      return payments.findOne({ _id: orderId });
    },

    /** Writes the first outcome of charging; whatever was there before stays. Returns what stands now. */
    async settle(payment: Payment & { state: 'charged' | 'declined' }): Promise<Payment> {
      const { _id, ...fields } = payment;
      const stands = await payments.findOneAndUpdate(
        { _id },
        { $setOnInsert: fields },
        { upsert: true, returnDocument: 'after' },
      );
      return stands ?? payment;
    },

    /** Gives the charge back; with nothing charged, leaves the mark that refuses a late charge. */
    async refund(orderId: string, at: Date): Promise<void> {
      await payments.updateOne(
        { _id: orderId },
        { $setOnInsert: { state: 'void', amount: NOTHING, at } },
        { upsert: true },
      );
      await payments.updateOne({ _id: orderId, state: 'charged' }, { $set: { state: 'refunded', at } });
    },
  };
}
