import { ApplicationFailure } from '@temporalio/common';
import type { Store } from '../store/store.ts';
import type { PaymentGateway } from './payment-gateway.ts';
import { isSimulatedFailure } from './simulated-failures.ts';

export interface PaymentDeps {
  store: Pick<Store, 'orders'>;
  gateway: PaymentGateway;
  /** The share of orders, 0 to 1, whose payment is refused. */
  simulatedFailureRate: number;
}

/** Takes money for orders, and gives it back. */
export function createPaymentActivities({ store, gateway, simulatedFailureRate }: PaymentDeps) {
  return {
    /**
     * Charges what the order's record says.
     *
     * @throws ApplicationFailure `OrderNotFound` without a record, `PaymentClosed` once it was refunded
     * @throws GatewayUnavailable when the provider cannot be reached
     */
    async processPayment({ orderId }: { orderId: string }): Promise<{
      orderId: string;
      paymentSuccessful: boolean;
    }> {
      const order = await store.orders.find(orderId);
      if (!order) throw ApplicationFailure.nonRetryable(`There is no order ${orderId}`, 'OrderNotFound');
      if (isSimulatedFailure(simulatedFailureRate, 'payment', orderId)) {
        return { orderId, paymentSuccessful: false };
      }
      const outcome = await gateway.charge({ orderId, amount: order.amount });
      if (outcome === 'over') {
        throw ApplicationFailure.nonRetryable(`The payment of order ${orderId} is over`, 'PaymentClosed');
      }
      return { orderId, paymentSuccessful: outcome === 'approved' };
    },

    /** Gives the order's money back, for the amount that was charged. With nothing charged, none will be. */
    async refundPayment({ orderId }: { orderId: string }): Promise<void> {
      await gateway.refund({ orderId });
    },
  };
}

export type PaymentActivities = ReturnType<typeof createPaymentActivities>;
