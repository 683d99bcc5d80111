import type { Collection } from 'mongodb';
import type { Money } from './money.ts';

/** The record of one order of `processOrder`. */
export interface OrderRecord {
  _id: string;
  status: 'Processing' | 'Completed' | 'Failed';
  items: { sku: string; quantity: number }[];
  /** What the customer pays. */
  amount: Money;
  /** The failure's type and message, once Failed. */
  error?: string;
  cause?: string;
  /** Compensations that could not be done. */
  compensationFailed?: string[];
  createdAt: Date;
  updatedAt: Date;
}

const NOTHING: Money = { amount: 0, currency: 'EUR' };

/** The records of orders. Each change is one conditional operation, so that repeats and late comers change nothing. */
export function createOrders(orders: Collection<OrderRecord>) {
  return {
    async find(orderId: string): Promise<OrderRecord | null> {
      return orders.findOne({ _id: orderId });
    },

    /** Opens the record unless there is one. */
    async open({
      _id,
      ...order
    }: Pick<OrderRecord, '_id' | 'items' | 'amount'> & { at: Date }): Promise<void> {
      const { at, ...fields } = order;
      await orders.updateOne(
        { _id },
        { $setOnInsert: { ...fields, status: 'Processing', createdAt: at, updatedAt: at } },
        { upsert: true },
      );
    },

    /** Completes an order under way. Null when it has failed, or there is none. */
    async complete(orderId: string, at: Date): Promise<OrderRecord | null> {
      return orders.findOneAndUpdate(
        { _id: orderId, status: { $in: ['Processing', 'Completed'] } },
        { $set: { status: 'Completed', updatedAt: at } },
        { returnDocument: 'after' },
      );
    },

    /** Says that the order failed, and why. An order without a record yet gets one. */
    async fail(
      orderId: string,
      { at, ...failure }: { error: string; cause: string; compensationFailed: string[]; at: Date },
    ): Promise<void> {
      await orders.updateOne(
        { _id: orderId },
        { $setOnInsert: { status: 'Processing', items: [], amount: NOTHING, createdAt: at } },
        { upsert: true },
      );
      await orders.updateOne(
        { _id: orderId, status: { $ne: 'Failed' } },
        { $set: { ...failure, status: 'Failed', updatedAt: at } },
      );
    },
  };
}
