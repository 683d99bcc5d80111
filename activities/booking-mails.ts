import type { BookingMail, BookingRecord } from '../store/bookings.ts';
import type { Store } from '../store/store.ts';
import { type BookingSchedule, isTakenCareOf, scheduleOf } from './booking-schedule.ts';
import { presentBooking, refuseCancelled } from './bookings.ts';
import { type Mailer, MailRefused } from './mailer.ts';
import { bookingMail } from './mails/booking-mail.ts';

export interface BookingMailDeps {
  store: Pick<Store, 'bookings'>;
  mailer: Mailer;
  clock: () => Date;
}

/** How long a mail is tried that the mail server refuses. Then the process goes on without it. */
const GIVE_UP_AFTER = 24 * 60 * 60 * 1000;

interface BookingId {
  bookingId: string;
}

/**
 * Writes to guests. Each mail is claimed on the booking's record before it is sent, on condition that the record is still
 * as it was read: it never contradicts a move or a cancellation, and it is never sent twice.
 */
export function createBookingMailActivities({ store, mailer, clock }: BookingMailDeps) {
  return {
    /**
     * Tells the guest that no room is free.
     *
     * @throws ApplicationFailure `BookingNotFound`, `BookingCancelled`
     * @throws MailRefused when it could not be sent
     */
    async notifyNoAvailability({ bookingId }: BookingId): Promise<void> {
      await write(bookingId, 'noAvailability', refuseCancelled);
    },

    /**
     * Confirms the booking to the guest.
     *
     * @returns what is still to come
     * @throws ApplicationFailure `BookingNotFound`, `BookingCancelled`
     * @throws MailRefused when it could not be sent
     */
    async sendConfirmationEmail({ bookingId }: BookingId): Promise<BookingSchedule> {
      return scheduleOf(await write(bookingId, 'confirmation', refuseCancelled));
    },

    /**
     * Welcomes the guest, if the booking is still as in `version`.
     *
     * @returns what is still to come, the welcome too if the booking was another by then
     * @throws ApplicationFailure `BookingNotFound`, `BookingCancelled`
     * @throws MailRefused when it could not be sent
     */
    async sendWelcomeEmail({
      bookingId,
      version,
    }: BookingId & { version: number }): Promise<BookingSchedule> {
      return scheduleOf(await write(bookingId, 'welcome', refuseCancelled, version));
    },

    /**
     * Reminds the guest of the arrival, if the booking is still as in `version`.
     *
     * @returns what is still to come, the reminder too if the booking was another by then
     * @throws ApplicationFailure `BookingNotFound`, `BookingCancelled`
     * @throws MailRefused when it could not be sent
     */
    async sendArrivalReminder({
      bookingId,
      version,
    }: BookingId & { version: number }): Promise<BookingSchedule> {
      return scheduleOf(await write(bookingId, 'arrivalReminder', refuseCancelled, version));
    },

    /**
     * Asks the guest how the stay was.
     *
     * @throws ApplicationFailure `BookingNotFound`
     * @throws MailRefused when it could not be sent
     */
    async sendSurvey({ bookingId }: BookingId): Promise<void> {
      await write(bookingId, 'survey');
    },

    /**
     * Tells the guest that the booking is cancelled. Of one that was refused before it had a record, there is nobody to
     * tell.
     *
     * @throws MailRefused when it could not be sent
     */
    async sendCancellationEmail({ bookingId }: BookingId): Promise<void> {
      const booking = await store.bookings.find(bookingId);
      if (booking && booking.email !== '') await write(bookingId, 'cancellation');
    },
  };

  /** Sends the mail unless it is taken care of, or the booking is not as in `version`. Returns the booking as it stands. */
  async function write(
    bookingId: string,
    mail: BookingMail,
    refuse: (booking: BookingRecord) => void = () => undefined,
    version?: number,
  ): Promise<BookingRecord> {
    for (;;) {
      const booking = await presentBooking(store, bookingId);
      refuse(booking);
      const outdated = version !== undefined && booking.version !== version;
      if (outdated || isTakenCareOf(booking, mail)) return booking;
      const claimed = await store.bookings.claimMail(booking, mail, clock());
      if (claimed) {
        await send(claimed, mail);
        return claimed;
      }
    }
  }

  async function send(booking: BookingRecord, mail: BookingMail): Promise<void> {
    try {
      await mailer.send(bookingMail(mail, booking));
    } catch (error) {
      if (!(error instanceof MailRefused)) throw error;
      const since = booking.mails[mail]?.firstTriedAt ?? clock();
      const giveUp = clock().getTime() - since.getTime() >= GIVE_UP_AFTER;
      await store.bookings.refuseMail(booking._id, mail, giveUp ? 'undelivered' : 'refused');
      if (!giveUp) throw error;
    }
  }
}

export type BookingMailActivities = ReturnType<typeof createBookingMailActivities>;
