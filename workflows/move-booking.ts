import { proxyLocalActivities } from '@temporalio/workflow';
import type { BookingCommandActivities, ChangedBooking } from '../activities/booking-commands.ts';
import type { SignalActivities } from '../activities/signals.ts';

const { changeBookingDates, sendSignal } = proxyLocalActivities<BookingCommandActivities & SignalActivities>({
  startToCloseTimeout: '5 seconds',
  retry: {
    initialInterval: '1 second',
    backoffCoefficient: 2,
    maximumInterval: '10 seconds',
    nonRetryableErrorTypes: [
      'InvalidInput',
      'BookingNotFound',
      'NoRoomAvailable',
      'BookingNotConfirmed',
      'BookingCancelled',
      'BookingClosed',
      'StayBegun',
    ],
  },
});

/**
 * Moves a confirmed booking to other dates, or changes nothing. The record decides; the signal makes `bookHotelRoom` read
 * it.
 *
 * @throws ApplicationFailure `InvalidInput`, `BookingNotFound`, `NoRoomAvailable`, `BookingNotConfirmed`,
 * `BookingCancelled`, `BookingClosed`, `StayBegun`
 */
export async function moveBooking({
  bookingId,
  checkInDate,
  checkOutDate,
}: {
  bookingId: string;
  checkInDate: string;
  checkOutDate: string;
}): Promise<ChangedBooking['booking']> {
  const { booking, workflowId } = await changeBookingDates({ bookingId, checkInDate, checkOutDate });
  // Wake the Process
  await sendSignal({ workflowId, signal: 'bookingChanged', payload: { change: 'moved' } });
  return booking;
}
