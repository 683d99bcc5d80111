import { ApplicationFailure } from '@temporalio/common';
import type { Store } from '../store/store.ts';
import { type Preparation, preparation } from './inputs/checkout.ts';
import { type Mailer, MailRefused } from './mailer.ts';
import { dispatchMail } from './mails/dispatch-mail.ts';

export interface DispatchDeps {
  store: Pick<Store, 'checkouts' | 'users'>;
  mailer: Mailer;
  clock: () => Date;
}

/** Tells customers that their orders are on their way. */
export function createDispatchActivities({ store, mailer, clock }: DispatchDeps) {
  return {
    /**
     * Mails the customer, once. Claiming the mail on the order's record is the point of no return. A mail that certainly
     * was not sent gives the claim back.
     *
     * @throws ApplicationFailure `PreparationMalformed` when the answer names no courier, `CheckoutClosed` when the order
     *   is being undone
     * @throws MailRefused when the mail could not be sent
     */
    async dispatchOrder(input: { orderId: string; preparation: Preparation }): Promise<void> {
      const { orderId } = input;
      const prepared = preparation.safeParse(input.preparation);
      if (!prepared.success) {
        throw ApplicationFailure.nonRetryable(
          'The answer of the warehouse names no courier',
          'PreparationMalformed',
        );
      }
      const { courier } = prepared.data;
      const mail = await compose(orderId, courier);
      const claim = mail ? await store.checkouts.claimDispatch(orderId, courier, clock()) : 'closed';
      if (claim === 'taken') return;
      if (!mail || claim === 'closed') {
        throw ApplicationFailure.nonRetryable(`Order ${orderId} is over`, 'CheckoutClosed');
      }
      try {
        await mailer.send(mail);
      } catch (error) {
        if (error instanceof MailRefused) await store.checkouts.freeDispatch(orderId, clock());
        throw error;
      }
    },
  };

  async function compose(orderId: string, courier: string) {
    const checkout = await store.checkouts.findPrepared(orderId);
    const user = checkout && (await store.users.findOne({ _id: checkout.userId }));
    return user && dispatchMail({ checkout, user, courier });
  }
}

export type DispatchActivities = ReturnType<typeof createDispatchActivities>;
