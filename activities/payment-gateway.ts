import { setTimeout } from 'node:timers/promises';
import type { Money } from '../store/money.ts';
import type { Store } from '../store/store.ts';

/** A payment provider. Both calls are idempotent by order id. */
export interface PaymentGateway {
  /** Charges the order, once. Rejects when the provider cannot be reached: then nothing is known. */
  charge(payment: { orderId: string; amount: Money }): Promise<'approved' | 'declined' | 'over'>;
  /** Gives the order's charge back. Before any charge it makes sure that none follows. */
  refund(payment: { orderId: string }): Promise<void>;
}

/** What the simulated provider does with a charge. */
export type GatewayBehaviour = 'approve' | 'decline' | 'fail' | 'stall';

const BY_LAST_DIGITS: Record<number, GatewayBehaviour> = { 13: 'decline', 14: 'fail', 15: 'stall' };

/** Amounts that end in 13 are declined, in 14 find the provider out of reach, in 15 are never answered. */
export function behaviourByAmount({ amount }: { amount: Money }): GatewayBehaviour {
  return BY_LAST_DIGITS[amount.amount % 100] ?? 'approve';
}

/** A provider for development: its ledger is the store's `payments`, and `behaviour` tells it what to do. */
export function simulatedGateway(
  { store, clock }: { store: Pick<Store, 'payments'>; clock: () => Date },
  behaviour: (payment: { orderId: string; amount: Money }) => GatewayBehaviour = behaviourByAmount,
): PaymentGateway {
  return {
    async charge({ orderId, amount }) {
      const does = behaviour({ orderId, amount });
      if (does === 'stall') await setTimeout(60_000, undefined, { ref: false });
      if (does === 'fail' || does === 'stall') throw new GatewayUnavailable();
      const { state } = await store.payments.settle({
        _id: orderId,
        state: does === 'decline' ? 'declined' : 'charged',
        amount,
        at: clock(),
      });
      if (state === 'charged') return 'approved';
      return state === 'declined' ? 'declined' : 'over';
    },

    async refund({ orderId }) {
      await store.payments.refund(orderId, clock());
    },
  };
}

/** The provider did not answer, or not in time: nothing is known of the charge. */
export class GatewayUnavailable extends Error {
  override name = 'GatewayUnavailable';

  constructor() {
    super('The payment provider cannot be reached');
  }
}
