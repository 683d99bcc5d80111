import { describe, expect, it } from 'vitest';
import { checkInOf } from '../../activities/booking-schedule.ts';
import type { BookingInput } from '../../activities/inputs/booking.ts';
import type { BookingRecord } from '../../store/bookings.ts';
import { failureOf } from '../setup/failures.ts';
import { keepHistory } from '../setup/histories.ts';
import {
  book,
  cancel,
  confirmed,
  DAY,
  dueAt,
  expectMails,
  harness,
  mailsOf,
  MINUTE,
  move,
  nothingHeld,
  paymentOf,
  record,
  request,
  roomsOf,
  serverTime,
  statuses,
  stayIn,
  takeRoom,
  useHotel,
} from '../setup/hotel.ts';

useHotel();

describe('a stay 200 days ahead', () => {
  it('goes through all its mails, each at its instant', async () => {
    const began = performance.now();
    const input = await request(200);
    const { id, result } = await book(input);
    const outcome = await result();
    const booking = await record(id);

    expect(outcome).toEqual({
      booking_id: id,
      status: 'COMPLETED',
      confirmation_number: booking.confirmationNumber,
    });
    expect(harness.callsFor(id)).toEqual([
      ...['receiveBookingRequest', 'takePayment', 'confirmBooking', 'sendConfirmationEmail'],
      ...['sendWelcomeEmail', 'sendArrivalReminder', 'beginStay', 'sendSurvey', 'completeBooking'],
    ]);
    expect(mailsOf(id).map(({ mail }) => mail)).toEqual([
      ...['confirmation', 'welcome', 'arrivalReminder', 'survey'],
    ]);
    for (const { mail, at, text } of mailsOf(id).slice(1)) {
      expect(at - dueAt(mail, booking)).toBeGreaterThanOrEqual(0);
      expect(at - dueAt(mail, booking)).toBeLessThan(MINUTE);
      expect(text).toContain(input.checkInDate);
    }
    expect(booking.history.map(({ status, reason }) => [status, reason])).toEqual([
      ['PENDING', 'The booking was requested'],
      ['CONFIRMED', 'A room is held, and it is paid'],
      ['COMPLETED', 'The stay is over'],
    ]);
    expect(booking.payment).toEqual({ amount: 27000, currency: 'EUR' });
    expect(await paymentOf(id)).toBe('charged');
    expect(await roomsOf('STANDARD')).toEqual(nothingHeld);
    expect(performance.now() - began).toBeLessThan(5000);
  });

  it.each([
    { name: 'a leap day', from: '02-28', to: '03-01', nights: 2 },
    { name: 'a year’s end', from: '12-30', to: '01-02', nights: 3 },
  ])('counts the nights over $name', async ({ from, to, nights }) => {
    const leapYear = Math.ceil((new Date(await serverTime()).getUTCFullYear() + 1) / 4) * 4;
    const checkInDate = `${String(leapYear)}-${from}`;
    const checkOutDate = `${String(leapYear + (to < from ? 1 : 0))}-${to}`;
    const { id, result } = await book({ ...(await request(1)), checkInDate, checkOutDate });
    await confirmed(id);
    expect((await record(id)).payment.amount).toBe(nights * 9000);
    await cancel(id);
    expect(await result()).toMatchObject({ status: 'CANCELLED' });
  });
});

describe('a booking that is rejected', () => {
  it('for want of a room', async () => {
    const input = { ...(await request(50)), roomType: 'SUITE' };
    await takeRoom('SUITE', input);
    const { id, result } = await book(input);
    const rejected = result().catch(failureOf);
    expect(await rejected).toEqual({
      type: 'NoRoomAvailable',
      message: 'No room is free on these nights',
    });
    expect(await record(id)).toMatchObject({ status: 'REJECTED', error: 'NoRoomAvailable' });
    expect(mailsOf(id).map(({ mail }) => mail)).toEqual(['noAvailability']);
    expect(await paymentOf(id)).toBeUndefined();
    await harness.store.rooms.release('SUITE', 'somebody');
    expect(await roomsOf('SUITE')).toEqual(nothingHeld);
  });

  it.each([
    { name: 'declined', amount: 1013, type: 'PaymentDeclined', payment: 'declined' },
    { name: 'out of reach for good', amount: 1014, type: 'GatewayUnavailable', payment: 'void' },
  ])('because the payment is $name', async ({ amount, type, payment }) => {
    const { id, result } = await book({ ...(await request(50)), payment: { amount, currency: 'EUR' } });
    expect(await result().catch(failureOf)).toMatchObject({ type });
    expect(statuses(await record(id))).toEqual(['PENDING', 'REJECTED']);
    expect(mailsOf(id)).toEqual([]);
    expect(await paymentOf(id)).toBe(payment);
    expect(await roomsOf('STANDARD')).toEqual(nothingHeld);
  });

  const bad: [string, Partial<Record<keyof BookingInput, unknown>>][] = [
    ['a day that the calendar does not have', { checkInDate: '2427-02-29' }],
    ['check-out on the check-in day', { checkOutDate: '2428-02-28', checkInDate: '2428-02-28' }],
    ['31 nights', { checkInDate: '2428-01-01', checkOutDate: '2428-02-01' }],
    ['check-in in the past', { checkInDate: '2020-01-01', checkOutDate: '2020-01-02' }],
    ['no such type of room', { roomType: 'CASTLE' }],
    ['an address that is none', { email: 'jane' }],
    ['a line break in the name', { guestName: 'Jane\r\nBcc: everybody@example.com' }],
    ['money that is none', { payment: { amount: 1.5, currency: 'EUR' } }],
  ];
  it.each(bad)('for %s', async (_, fields) => {
    const { id, result } = await book({ ...(await request(5)), ...fields } as BookingInput);
    expect(await result().catch(failureOf)).toMatchObject({ type: 'InvalidInput' });
    expect(await harness.store.bookings.find(id)).toBeNull();
    expect(mailsOf(id)).toEqual([]);
  });
});

/** What a guest may do at some moment, given what the booking is and when. */
const commands: Record<string, (booking: BookingRecord) => Promise<unknown>> = {
  cancel: ({ _id }) => cancel(_id),
  'move earlier': async ({ _id, checkInDate }) => {
    const ahead = Math.round((Date.parse(checkInDate) - (await serverTime())) / DAY);
    return move(_id, await stayIn(Math.max(0, Math.floor(ahead / 2))));
  },
  'move later': async ({ _id }) => move(_id, await stayIn(250, 5)),
  'move into the past of the next mail': async ({ _id }) => move(_id, await stayIn(0)),
  'move twice': async ({ _id }) => {
    await move(_id, await stayIn(20));
    return move(_id, await stayIn(40));
  },
  'move and cancel': async ({ _id }) => {
    await move(_id, await stayIn(20));
    return cancel(_id);
  },
};

const activities = [
  'takePayment',
  'confirmBooking',
  'sendConfirmationEmail',
  'sendWelcomeEmail',
  'sendArrivalReminder',
  'beginStay',
  'sendSurvey',
  'completeBooking',
];
/** Once the stay has begun, all is refused alike. */
const commandsIn = (activity: string) =>
  activities.indexOf(activity) < activities.indexOf('beginStay')
    ? Object.keys(commands)
    : ['cancel', 'move later'];
const cases = ['before', 'between reading and claiming in', 'after'].flatMap((when) =>
  activities.flatMap((activity) => commandsIn(activity).map((command) => ({ when, activity, command }))),
);

describe('a command in every gap is honoured or refused', () => {
  it.each(cases)('$command $when $activity', async ({ when, activity, command }) => {
    let refusal: string | undefined;
    let commandedAt = 0;
    const run = async (bookingId: string) => {
      if (commandedAt > 0) return;
      commandedAt = await serverTime();
      refusal = await commands[command]?.(await record(bookingId)).then(
        () => undefined,
        (error: unknown) => failureOf(error).type,
      );
    };
    harness.replace(activity, async ({ bookingId }: { bookingId: string }, real) => {
      if (when === 'before') await run(bookingId);
      const answer = when.startsWith('between')
        ? await withCommandAfterReading(() => run(bookingId), real)
        : await real();
      if (when === 'after') await run(bookingId);
      return answer;
    });
    const { id, result } = await book(await request(200));
    const outcome = await result();
    const booking = await record(id);

    expect(commandedAt).toBeGreaterThan(0);
    expect(refusal).toBe(expectedRefusal(command, when, activity));
    const cancelled = command.endsWith('cancel') && refusal === undefined;
    expect(outcome.status).toBe(cancelled ? 'CANCELLED' : 'COMPLETED');
    expect(booking.status).toBe(outcome.status);
    expectMails(mailsOf(id), { cancelled, commandedAt });
    expect(statuses(booking)).toEqual([
      'PENDING',
      ...(booking.confirmationNumber ? ['CONFIRMED'] : []),
      booking.status,
    ]);
    expect(await roomsOf('STANDARD')).toEqual(nothingHeld);
    expect(await paymentOf(id)).toMatch(cancelled ? /^(refunded|void)$/ : 'charged');
  });
});

/** Runs the command once the activity has read the record, before it does anything with it. */
async function withCommandAfterReading(run: () => Promise<void>, real: () => Promise<unknown>) {
  const { bookings } = harness.store;
  const find = bookings.find.bind(bookings);
  let reading = true;
  bookings.find = async (id) => {
    const booking = await find(id);
    if (reading) {
      reading = false;
      await run();
    }
    return booking;
  };
  try {
    return await real();
  } finally {
    bookings.find = find;
  }
}

function expectedRefusal(command: string, when: string, activity: string): string | undefined {
  const step = activities.indexOf(activity);
  if (step >= activities.indexOf('beginStay')) return 'StayBegun';
  const confirming = activities.indexOf('confirmBooking');
  const pending = step < confirming || (step === confirming && when !== 'after');
  return pending && command !== 'cancel' ? 'BookingNotConfirmed' : undefined;
}

describe('a command in the middle of a wait', () => {
  const waits: { wait: string; until: (booking: BookingRecord) => number }[] = [
    { wait: 'the welcome email', until: (booking) => dueAt('welcome', booking) - 90 * DAY },
    { wait: 'the arrival reminder', until: (booking) => dueAt('arrivalReminder', booking) - 60 * MINUTE },
    { wait: 'check-in', until: (booking) => checkInOf(booking).getTime() - 60 * MINUTE },
  ];
  const cases = waits.flatMap((wait) => Object.keys(commands).map((command) => ({ ...wait, command })));

  it.each(cases)('$command while it waits for $wait', async ({ until, command }) => {
    const { id, result } = await book(await request(200));
    await confirmed(id);
    await harness.environment?.sleep(until(await record(id)) - (await serverTime()));
    const commandedAt = await serverTime();
    await commands[command]?.(await record(id));
    const cancelled = command.endsWith('cancel');
    expect(await result()).toMatchObject({ status: cancelled ? 'CANCELLED' : 'COMPLETED' });
    await keepHistory(
      harness.client.temporal,
      `book-hotel-room-${command.replaceAll(' ', '-')}`,
      `booking-${id}`,
    );
    expectMails(mailsOf(id), { cancelled, commandedAt });
    expect(await roomsOf('STANDARD')).toEqual(nothingHeld);
    expect(await paymentOf(id)).toBe(cancelled ? 'refunded' : 'charged');
  });
});
