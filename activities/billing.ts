import { ApplicationFailure } from '@temporalio/common';
import type { Money } from '../store/money.ts';
import type { Store } from '../store/store.ts';
import type { PaymentGateway } from './payment-gateway.ts';

export interface BillingDeps {
  store: Pick<Store, 'checkouts'>;
  gateway: PaymentGateway;
}

/** The id that a checkout's payment goes by: orders of the other process have payments too. */
export const checkoutPaymentId = (orderId: string) => `checkout-${orderId}`;

/** Bills checkouts. */
export function createBillingActivities({ store, gateway }: BillingDeps) {
  return {
    /**
     * Charges the customer, once.
     *
     * @throws ApplicationFailure `BillingError` when the payment is declined, or was refunded already
     * @throws GatewayUnavailable when the provider cannot be reached
     */
    async billCustomer({ orderId, amount }: { orderId: string; amount: Money }): Promise<void> {
      const outcome = await gateway.charge({ orderId: checkoutPaymentId(orderId), amount });
      if (outcome === 'declined') {
        throw ApplicationFailure.nonRetryable('The payment was declined', 'BillingError');
      }
      if (outcome === 'over') {
        throw ApplicationFailure.nonRetryable('The payment is over', 'BillingError');
      }
    },

    /** Gives the customer's money back. With nothing charged, nothing will be. */
    async refundCustomer({ orderId }: { orderId: string }): Promise<void> {
      await gateway.refund({ orderId: checkoutPaymentId(orderId) });
      await store.checkouts.noteCompensation(orderId, 'refundCustomer');
    },
  };
}

export type BillingActivities = ReturnType<typeof createBillingActivities>;
