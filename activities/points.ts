import { ApplicationFailure } from '@temporalio/common';
import type { Money } from '../store/money.ts';
import type { Store } from '../store/store.ts';
import type { Execution } from './execution.ts';

export interface PointsDeps {
  store: Pick<Store, 'points' | 'checkouts'>;
  execution: () => Execution;
}

/** What a point is worth, in minor units: one whole currency unit. */
const POINT = 100;

/** Lets customers pay with points. */
export function createPointsActivities({ store, execution }: PointsDeps) {
  return {
    /**
     * Takes points for the order, as many as there are and as the total has whole units.
     *
     * @returns the points taken, and what is left to pay
     * @throws ApplicationFailure `CheckoutClosed` once they were given back
     */
    async redeemPoints({
      orderId,
      userId,
      total,
    }: {
      orderId: string;
      userId: string;
      total: Money;
    }): Promise<{ points: number; remaining: Money }> {
      const points = await store.points.redeem({
        userId,
        orderId,
        wanted: Math.floor(total.amount / POINT),
        contested: execution().attempt > 1,
      });
      if (points === 'over') {
        throw ApplicationFailure.nonRetryable(`Order ${orderId} is over`, 'CheckoutClosed');
      }
      return { points, remaining: { ...total, amount: total.amount - points * POINT } };
    },

    /** Gives the order's points back, leaving alone what was earned meanwhile. A redemption that arrives later is refused. */
    async restoreRedeemPoints({ orderId, userId }: { orderId: string; userId: string }): Promise<void> {
      await store.points.restore({ userId, orderId });
      await store.checkouts.noteCompensation(orderId, 'restoreRedeemPoints');
    },
  };
}

export type PointsActivities = ReturnType<typeof createPointsActivities>;
