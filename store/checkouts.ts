import type { Collection } from 'mongodb';
import type { Money } from './money.ts';

/** What a customer asked for. */
export interface CheckoutRequest {
  userId: string;
  bookId: string;
  quantity: number;
  redeem: boolean;
}

/** What the customer pays, and how. */
export interface Bill {
  total: Money;
  pointsRedeemed: number;
  amountBilled: Money;
}

/** The record of one order of `storeCheckout`. */
export interface CheckoutRecord extends Partial<CheckoutRequest & Bill> {
  /** The order's id. */
  _id: string;
  /** The book's title when it was ordered. */
  title?: string;
  status: 'Processing' | 'Preparing' | 'Dispatched' | 'Failed';
  courier?: string;
  /**
   * How the order ends, decided once: `dispatch` with the claim of the dispatch mail, from where nothing is undone any
   * more, or `undo`, from where nothing goes ahead any more.
   */
  decided?: 'dispatch' | 'undo';
  /** The failure's type and message, once Failed. */
  error?: string;
  cause?: string;
  /** What was undone, in order, and what could not be. */
  compensations?: string[];
  compensationFailed?: string[];
  createdAt: Date;
  updatedAt: Date;
}

/** The record of an order that is or was with the warehouse. */
export type PreparedCheckout = CheckoutRecord & CheckoutRequest & Bill & { title: string };

/** The records of checkouts. Each change is one conditional operation: repeats and late comers change nothing. */
export function createCheckouts(checkouts: Collection<CheckoutRecord>) {
  return {
    async find(orderId: string): Promise<CheckoutRecord | null> {
      return checkouts.findOne({ _id: orderId });
    },

    /** The order, if it came as far as the warehouse. */
    async findPrepared(orderId: string): Promise<PreparedCheckout | null> {
      const found = await checkouts.findOne({ _id: orderId, amountBilled: { $exists: true } });
      return found as PreparedCheckout | null;
    },

    /** The order, if its dispatch mail is claimed. */
    async findDispatch(orderId: string): Promise<(PreparedCheckout & { courier: string }) | null> {
      const found = await checkouts.findOne({ _id: orderId, decided: 'dispatch' });
      return found as (PreparedCheckout & { courier: string }) | null;
    },

    /** Opens the record unless there is one. */
    async open(
      orderId: string,
      request: CheckoutRequest & { title: string; total: Money },
      at: Date,
    ): Promise<void> {
      await checkouts.updateOne(
        { _id: orderId },
        { $setOnInsert: { ...request, status: 'Processing', createdAt: at, updatedAt: at } },
        { upsert: true },
      );
    },

    /** Says that the order is with the warehouse. False once it is decided. */
    async prepare(orderId: string, bill: Bill, at: Date): Promise<boolean> {
      const prepared = await checkouts.updateOne(
        { _id: orderId, decided: { $exists: false } },
        { $set: { ...bill, status: 'Preparing', updatedAt: at } },
      );
      return prepared.matchedCount === 1;
    },

    /**
     * Claims the dispatch mail, which is the point of no return. `claimed`: the caller sends it; `taken`: it counts as
     * sent; `closed`: the order is being undone, or is not with the warehouse.
     */
    async claimDispatch(orderId: string, courier: string, at: Date): Promise<'claimed' | 'taken' | 'closed'> {
      const claimed = await checkouts.updateOne(
        { _id: orderId, status: 'Preparing', decided: { $exists: false } },
        { $set: { courier, decided: 'dispatch', updatedAt: at } },
      );
      if (claimed.matchedCount === 1) return 'claimed';
      return (await checkouts.findOne({ _id: orderId }))?.decided === 'dispatch' ? 'taken' : 'closed';
    },

    /** Frees a claim whose mail was refused for certain. */
    async freeDispatch(orderId: string, at: Date): Promise<void> {
      await checkouts.updateOne(
        { _id: orderId, status: 'Preparing', decided: 'dispatch' },
        { $unset: { decided: '', courier: '' }, $set: { updatedAt: at } },
      );
    },

    /** Decides that the order is undone. False when its dispatch mail is claimed. Without a record, leaves one. */
    async abandon(orderId: string, at: Date): Promise<boolean> {
      await checkouts.updateOne(
        { _id: orderId },
        { $setOnInsert: { status: 'Processing', decided: 'undo', createdAt: at, updatedAt: at } },
        { upsert: true },
      );
      const abandoned = await checkouts.updateOne(
        { _id: orderId, decided: { $ne: 'dispatch' } },
        { $set: { decided: 'undo', updatedAt: at } },
      );
      return abandoned.matchedCount === 1;
    },

    /** Notes what was undone. */
    async noteCompensation(orderId: string, compensation: string): Promise<void> {
      await checkouts.updateOne(
        { _id: orderId, compensations: { $ne: compensation } },
        { $push: { compensations: compensation } },
      );
    },

    /** Says that the order failed, why, and what could not be undone. */
    async fail(
      orderId: string,
      { at, ...failure }: { error: string; cause: string; compensationFailed: string[]; at: Date },
    ): Promise<void> {
      await checkouts.updateOne(
        { _id: orderId, decided: 'undo', status: { $ne: 'Failed' } },
        { $set: { ...failure, status: 'Failed', updatedAt: at } },
      );
    },

    /** Says that the order is dispatched and nothing of it is pending. */
    async dispatched(orderId: string, at: Date): Promise<void> {
      await checkouts.updateOne(
        { _id: orderId, decided: 'dispatch', status: 'Preparing' },
        { $set: { status: 'Dispatched', updatedAt: at } },
      );
    },
  };
}
