import { ApplicationFailure } from '@temporalio/common';
import type { Bill, CheckoutRequest } from '../store/checkouts.ts';
import type { Money } from '../store/money.ts';
import type { Store } from '../store/store.ts';
import { checkoutInput, type CheckoutInput } from './inputs/checkout.ts';
import { id } from './inputs/ids.ts';
import { parseInput } from './inputs/parse.ts';

export interface CheckoutDeps {
  store: Pick<Store, 'books' | 'users' | 'checkouts' | 'bookStock' | 'points'>;
  clock: () => Date;
  /** How long the warehouse may take to prepare an order, in milliseconds. */
  preparationLimit: number;
}

/** The result of `storeCheckout`. */
export interface DispatchedCheckout extends Bill {
  orderId: string;
  status: 'Dispatched';
  message: string;
  courier: string;
}

/** Keeps the records of checkouts, from the first look to the end. */
export function createCheckoutActivities({ store, clock, preparationLimit }: CheckoutDeps) {
  return {
    /**
     * Checks what is asked for, and opens the order's record. Only looks at the stock: nothing is taken yet.
     *
     * @returns the request with its defaults, what it costs, and how long the warehouse may take, in milliseconds: the
     *   limit that stands now is this order's
     * @throws ApplicationFailure `InvalidInput`, `BookNotFound`, `UserNotFound`, `BookOutOfStock`
     */
    async openCheckout(input: {
      orderId: string;
      request: CheckoutInput;
    }): Promise<CheckoutRequest & { total: Money; preparationLimit: number }> {
      const orderId = parseInput(id, input.orderId);
      const request = parseInput(checkoutInput, input.request);
      const [book, user] = await Promise.all([
        store.books.findOne({ _id: request.bookId }),
        store.users.findOne({ _id: request.userId }),
      ]);
      if (!book) throw ApplicationFailure.nonRetryable('No such book available', 'BookNotFound');
      if (!user) throw ApplicationFailure.nonRetryable('No such user', 'UserNotFound');
      if (request.quantity > book.quantity) {
        throw ApplicationFailure.nonRetryable('Sorry, the book is out of stock', 'BookOutOfStock');
      }
      const total = { ...book.price, amount: book.price.amount * request.quantity };
      await store.checkouts.open(orderId, { ...request, title: book.title, total }, clock());
      return { ...request, total, preparationLimit };
    },

    /** Decides that the order is undone, unless its dispatch mail is claimed: then `abandoned` is false. */
    async abandonCheckout({ orderId }: { orderId: string }): Promise<{ abandoned: boolean }> {
      const hasRecord = id.safeParse(orderId).success;
      return { abandoned: !hasRecord || (await store.checkouts.abandon(orderId, clock())) };
    },

    /** Says on the record that the order failed, why, and what could not be undone. */
    async recordCheckoutFailure({
      orderId,
      failure,
      notCompensated,
    }: {
      orderId: string;
      failure: { type: string; message: string };
      notCompensated: string[];
    }): Promise<void> {
      await store.checkouts.fail(orderId, {
        error: failure.type,
        cause: failure.message,
        compensationFailed: notCompensated,
        at: clock(),
      });
    },

    /**
     * Settles an order whose dispatch mail is claimed: what it held becomes a sale, and the record says Dispatched.
     *
     * @returns the result of `storeCheckout`
     */
    async settleCheckout({ orderId }: { orderId: string }): Promise<DispatchedCheckout> {
      const checkout = await store.checkouts.findDispatch(orderId);
      if (!checkout) throw new Error(`The dispatch of order ${orderId} is not decided`);
      const { bookId, userId, quantity, redeem, courier, total, pointsRedeemed, amountBilled } = checkout;
      await store.bookStock.sell({ id: bookId, orderId, quantity });
      if (redeem) await store.points.use({ userId, orderId, points: pointsRedeemed });
      await store.checkouts.dispatched(orderId, clock());
      return {
        orderId,
        status: 'Dispatched',
        message: 'Your order will be dispatched in 24 hours',
        courier,
        total,
        pointsRedeemed,
        amountBilled,
      };
    },
  };
}

export type CheckoutActivities = ReturnType<typeof createCheckoutActivities>;
