import { createHash } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import type { CallbackAnswer } from '../workflows/patterns/callback.ts';
import type { CallbackAnswers } from './callback-answers.ts';
import { type CallbackDeps, type ReplyTo, tokenOf } from './callbacks.ts';

export interface WarehouseDeps extends Pick<CallbackDeps, 'execution' | 'callbackSecret'> {
  answers: CallbackAnswers;
  /** Ids of books that no courier takes. */
  refusedBooks: ReadonlySet<string>;
}

const COURIERS = ['Swift Couriers', 'Blue Van', 'Parcel Post', 'Night Riders'];

/** The warehouse's own activities. */
export function createWarehouseActivities({ answers, refusedBooks, ...deps }: WarehouseDeps) {
  return {
    /**
     * Finds a courier for the order, the same one whenever it is asked.
     *
     * @throws ApplicationFailure `NoCourierAvailable`
     */
    async assignCourier({
      orderId,
      bookId,
    }: {
      orderId: string;
      bookId: string;
    }): Promise<{ courier: string }> {
      const courier = COURIERS[createHash('sha256').update(orderId).digest().readUInt8() % COURIERS.length];
      if (courier === undefined || refusedBooks.has(bookId)) {
        throw ApplicationFailure.nonRetryable('No couriers available', 'NoCourierAvailable');
      }
      return Promise.resolve({ courier });
    },

    /** Answers whoever placed the order. `accepted` is false when nobody waits for the answer any more. */
    async answerCallback({
      replyTo,
      answer,
    }: {
      replyTo: ReplyTo;
      answer: CallbackAnswer;
    }): Promise<{ accepted: boolean }> {
      return { accepted: (await answers.answer(tokenOf(replyTo, deps), answer)) === 'delivered' };
    },
  };
}

export type WarehouseActivities = ReturnType<typeof createWarehouseActivities>;
