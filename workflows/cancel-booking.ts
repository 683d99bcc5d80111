import { proxyLocalActivities } from '@temporalio/workflow';
import type { BookingCommandActivities, ChangedBooking } from '../activities/booking-commands.ts';
import type { SignalActivities } from '../activities/signals.ts';

const { requestCancellation, sendSignal } = proxyLocalActivities<BookingCommandActivities & SignalActivities>(
  {
    startToCloseTimeout: '5 seconds',
    retry: {
      initialInterval: '1 second',
      backoffCoefficient: 2,
      maximumInterval: '10 seconds',
      nonRetryableErrorTypes: [
        'InvalidInput',
        'BookingNotFound',
        'BookingCancelled',
        'BookingClosed',
        'StayBegun',
      ],
    },
  },
);

/**
 * Cancels a booking before its stay; cancelling it again gives the same answer. The record decides; the signal makes
 * `bookHotelRoom` read it and do what follows.
 *
 * @throws ApplicationFailure `InvalidInput`, `BookingNotFound`, `BookingClosed`, `StayBegun`
 */
export async function cancelBooking({
  bookingId,
}: {
  bookingId: string;
}): Promise<ChangedBooking['booking']> {
  const { booking, workflowId } = await requestCancellation({ bookingId });
  // Wake the Process
  await sendSignal({ workflowId, signal: 'bookingChanged', payload: { change: 'cancelled' } });
  return booking;
}
