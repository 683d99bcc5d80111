import type { Collection } from 'mongodb';
import { createStock, type Stocked } from './stock.ts';

/** A user's points. They are kept as stock is: free to use, held for orders under way, used for good. */
export interface PointAccount extends Stocked {
  /** The user's id. */
  _id: string;
}

export function createPoints(accounts: Collection<PointAccount>) {
  const stock = createStock(accounts);

  return {
    /** Points that are free to use; 0 for a user without an account. */
    async balance(userId: string): Promise<number> {
      return (await accounts.findOne({ _id: userId }))?.quantity ?? 0;
    },

    /** Credits points that the user earned. */
    async earn(userId: string, points: number): Promise<void> {
      await stock.add({ id: userId, quantity: points });
    },

    /**
     * Takes as many points for the order as there are, `wanted` at most; by decrement, so that points earned meanwhile
     * stay. Returns how many the order has, or `over` once they were restored.
     */
    async redeem({
      userId,
      orderId,
      wanted,
      contested,
    }: {
      userId: string;
      orderId: string;
      wanted: number;
      contested: boolean;
    }): Promise<number | 'over'> {
      for (;;) {
        const account = await accounts.findOne({ _id: userId });
        if (!account) return 0;
        const quantity = Math.min(wanted, account.quantity);
        const outcome = await stock.reserve({ id: userId, orderId, quantity, contested });
        if (outcome === 'over') return 'over';
        if (outcome === 'reserved') return await stock.reserved({ id: userId, orderId });
      }
    },

    /** Gives the order's points back; a redemption that comes later is refused. */
    async restore({ userId, orderId }: { userId: string; orderId: string }): Promise<void> {
      await stock.release({ id: userId, orderId });
    },

    /** Turns the order's points into used ones. */
    async use({
      userId,
      orderId,
      points,
    }: {
      userId: string;
      orderId: string;
      points: number;
    }): Promise<void> {
      await stock.sell({ id: userId, orderId, quantity: points });
    },
  };
}
