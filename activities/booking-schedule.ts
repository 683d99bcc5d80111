import type { BookingMail, BookingRecord } from '../store/bookings.ts';
import { instantOn } from './inputs/calendar-date.ts';

/** What is still to come of a booking, at which instants (RFC 3339, UTC). What is done is not there. */
export interface BookingSchedule {
  /** Of the record that this was read from. */
  version: number;
  welcomeEmailAt?: string;
  arrivalReminderAt?: string;
  checkInAt?: string;
  surveyAt: string;
}

/** Until then a stay can be moved and cancelled: 15:00 on the check-in day. */
export function checkInOf({ checkInDate }: { checkInDate: string }): Date {
  return instantOn(checkInDate, '15:00');
}

/** Welcome at 15:00 on the day before check-in, reminder at 08:00 on the day itself, survey at 10:00 after check-out day. */
export function scheduleOf(booking: BookingRecord): BookingSchedule {
  const { version, checkInDate, checkOutDate, stayBegan } = booking;
  return {
    version,
    ...(isTakenCareOf(booking, 'welcome')
      ? {}
      : { welcomeEmailAt: instantOn(checkInDate, '15:00', -1).toISOString() }),
    ...(isTakenCareOf(booking, 'arrivalReminder')
      ? {}
      : { arrivalReminderAt: instantOn(checkInDate, '08:00').toISOString() }),
    ...(stayBegan ? {} : { checkInAt: checkInOf(booking).toISOString() }),
    surveyAt: instantOn(checkOutDate, '10:00', 1).toISOString(),
  };
}

/** Whether nobody has to send this mail any more. */
export function isTakenCareOf({ mails }: Pick<BookingRecord, 'mails'>, mail: BookingMail): boolean {
  const state = mails[mail]?.state;
  return state === 'claimed' || state === 'undelivered';
}
