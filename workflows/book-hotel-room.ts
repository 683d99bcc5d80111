import {
  ApplicationFailure,
  CancellationScope,
  isCancellation,
  proxyActivities,
  workflowInfo,
} from '@temporalio/workflow';
import type { BookingMailActivities } from '../activities/booking-mails.ts';
import type { BookingSchedule } from '../activities/booking-schedule.ts';
import type { BookingActivities, BookingOutcome } from '../activities/bookings.ts';
import type { BookingInput } from '../activities/inputs/booking.ts';
import { failureOf, failWith } from './patterns/failure.ts';
import { progress } from './patterns/progress.ts';
import { receive } from './patterns/receive.ts';
import { Saga } from './patterns/saga.ts';
import { sleepUntil } from './patterns/sleep-until.ts';

const { receiveBookingRequest } = proxyActivities<BookingActivities>({
  startToCloseTimeout: '10 seconds',
  retry: {
    initialInterval: '1 second',
    backoffCoefficient: 2,
    maximumInterval: '30 seconds',
    maximumAttempts: 10,
    nonRetryableErrorTypes: ['InvalidInput', 'IdInUse', 'BookingNotFound', 'BookingCancelled'],
  },
});

const { takePayment } = proxyActivities<BookingActivities>({
  startToCloseTimeout: '10 seconds',
  retry: {
    initialInterval: '1 second',
    backoffCoefficient: 2,
    maximumAttempts: 4,
    nonRetryableErrorTypes: ['BookingNotFound', 'BookingCancelled', 'PaymentClosed'],
  },
});

/** Once a room is held and paid, the booking goes on however long the store is away. */
const { confirmBooking, readBooking, beginStay, completeBooking } = proxyActivities<BookingActivities>({
  startToCloseTimeout: '10 seconds',
  retry: {
    initialInterval: '1 second',
    backoffCoefficient: 2,
    maximumInterval: '30 seconds',
    nonRetryableErrorTypes: ['BookingNotFound', 'BookingCancelled', 'BookingClosed'],
  },
});

/** A mail that the server refuses is given up after a day, by the activity. */
const { notifyNoAvailability, sendConfirmationEmail, sendWelcomeEmail, sendArrivalReminder, sendSurvey } =
  proxyActivities<BookingMailActivities>({
    startToCloseTimeout: '30 seconds',
    retry: {
      initialInterval: '1 second',
      backoffCoefficient: 2,
      maximumInterval: '10 minutes',
      nonRetryableErrorTypes: ['BookingNotFound', 'BookingCancelled'],
    },
  });

/** Undoing is tried for about a week: 12 growing intervals, then one an hour. */
const { releaseRooms, refundBooking, closeBooking, sendCancellationEmail } = proxyActivities<
  BookingActivities & BookingMailActivities
>({
  startToCloseTimeout: '30 seconds',
  retry: {
    initialInterval: '1 second',
    backoffCoefficient: 2,
    maximumInterval: '1 hour',
    maximumAttempts: 180,
    nonRetryableErrorTypes: ['BookingNotFound'],
  },
});

/**
 * Hotel booking: hold a room, take the payment, confirm, and write to the guest before and after the stay. Until check-in
 * the guest may move or cancel it, by `moveBooking` and `cancelBooking`: they change the record and wake this process,
 * which reads it again.
 *
 * @throws ApplicationFailure `NoRoomAvailable`, `PaymentDeclined`, `InvalidInput`
 */
export async function bookHotelRoom(request: BookingInput): Promise<BookingOutcome> {
  const bookingId = workflowInfo().workflowId.replace('booking-', '');
  const { roomType } = request;
  const saga = new Saga();
  let booking: BookingSchedule;
  try {
    progress('Holding a room');
    saga.compensateWith(releaseRooms, { bookingId, roomType });
    const { roomAvailable } = await receiveBookingRequest({ ...request, bookingId });
    // Room Available?
    if (!roomAvailable) {
      await notifyNoAvailability({ bookingId });
      throw ApplicationFailure.nonRetryable('No room is free on these nights', 'NoRoomAvailable');
    }

    progress('Taking the payment');
    saga.compensateWith(refundBooking, { bookingId });
    const { paymentSuccessful } = await takePayment({ bookingId });
    // Payment Successful?
    if (!paymentSuccessful)
      throw ApplicationFailure.nonRetryable('The payment was declined', 'PaymentDeclined');

    progress('Confirming the booking');
    await confirmBooking({ bookingId });
    booking = await sendConfirmationEmail({ bookingId });

    // Welcome Email to Come?
    while (booking.welcomeEmailAt !== undefined) {
      progress(`Waiting for the welcome email at ${booking.welcomeEmailAt}`);
      // Wait for Welcome Email
      const changed = await receive<object>('bookingChanged', { until: booking.welcomeEmailAt });
      // Changed before Welcome Email?
      if (changed) booking = await readBooking({ bookingId });
      else booking = await sendWelcomeEmail({ bookingId, version: booking.version });
    }

    // Arrival Reminder to Come?
    while (booking.arrivalReminderAt !== undefined) {
      progress(`Waiting for the arrival reminder at ${booking.arrivalReminderAt}`);
      // Wait for Arrival Reminder
      const changed = await receive<object>('bookingChanged', { until: booking.arrivalReminderAt });
      // Changed before Arrival Reminder?
      if (changed) booking = await readBooking({ bookingId });
      else booking = await sendArrivalReminder({ bookingId, version: booking.version });
    }

    // Check-In to Come?
    while (booking.checkInAt !== undefined) {
      progress(`Waiting for check-in at ${booking.checkInAt}`);
      // Wait for Check-In
      const changed = await receive<object>('bookingChanged', { until: booking.checkInAt });
      // Changed before Check-In?
      if (changed) booking = await readBooking({ bookingId });
      else booking = await beginStay({ bookingId, version: booking.version });
    }
  } catch (error) {
    const failure = failureOf(error);
    progress(`Giving back what was taken: ${failure.message}`);
    const notCompensated = await saga.compensate();
    const closed = await CancellationScope.nonCancellable(() =>
      closeBooking({ bookingId, failure, notCompensated }),
    );
    progress(`${closed.status}: ${failure.message}`);
    // Rejected?
    if (closed.status !== 'CANCELLED') throw failWith(failure);
    await CancellationScope.nonCancellable(() => sendCancellationEmail({ bookingId }));
    if (isCancellation(error)) throw error;
    return closed;
  }

  progress(`Waiting for the survey at ${booking.surveyAt}`);
  // Wait for Survey
  await sleepUntil(booking.surveyAt);
  await sendSurvey({ bookingId });
  const completed = await completeBooking({ bookingId });
  progress('Completed');
  return completed;
}
