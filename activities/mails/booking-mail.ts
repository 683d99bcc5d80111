import type { BookingMail, BookingRecord } from '../../store/bookings.ts';
import type { Mail } from '../mailer.ts';
import { composeMail, type Letter } from './compose.ts';
import { moneyText } from './money-text.ts';

/** What the mail says beside the facts of the stay. */
type Words = Pick<Letter, 'subject' | 'lead' | 'closing'>;

const WORDS: Record<BookingMail, (booking: BookingRecord) => Words> = {
  noAvailability: () => ({
    subject: 'No room is available',
    lead: 'We are sorry: no room is free for your stay. Nothing was charged.',
    closing: 'Please try other dates or another type of room.',
  }),
  confirmation: ({ payment }) => ({
    subject: 'Your booking is confirmed',
    lead: `Your room is booked, and ${moneyText(payment)} is paid.`,
    closing: 'You can move or cancel the booking until check-in.',
  }),
  welcome: ({ checkInDate }) => ({
    subject: `We look forward to your stay on ${checkInDate}`,
    lead: 'Tomorrow is the day: we look forward to welcoming you.',
    closing: 'You can still move or cancel the booking until check-in.',
  }),
  arrivalReminder: () => ({
    subject: 'Your stay begins today',
    lead: 'Your room is ready for you from 15:00 UTC.',
    closing: 'Have a good journey.',
  }),
  survey: () => ({
    subject: 'How was your stay?',
    lead: 'Thank you for staying with us. How was it?',
    closing: 'Just answer this mail: we read every word.',
  }),
  cancellation: () => ({
    subject: 'Your booking is cancelled',
    lead: 'Your booking is cancelled. Whatever you paid is on its way back.',
    closing: 'We would be glad to welcome you another time.',
  }),
};

/** What the guest gets about the booking as it stands. */
export function bookingMail(mail: BookingMail, booking: BookingRecord): Mail {
  const { guestName, email, confirmationNumber, roomType, checkInDate, checkOutDate } = booking;
  return composeMail({
    key: `booking-${booking._id}.${mail}`,
    to: { name: guestName, email },
    ...WORDS[mail](booking),
    facts: [
      ...(confirmationNumber ? [['Confirmation number', confirmationNumber] satisfies [string, string]] : []),
      ['Room', roomType],
      ['Check-in', `${checkInDate}, from 15:00 UTC`],
      ['Check-out', checkOutDate],
    ],
  });
}
