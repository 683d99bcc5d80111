import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { scheduleOf } from '../../activities/booking-schedule.ts';
import type { BookingInput } from '../../activities/inputs/booking.ts';
import { calendarDate, nightsOf, type Stay } from '../../store/stay.ts';
import { audit } from '../../store/audit/audit.ts';
import type { BookingMail, BookingRecord } from '../../store/bookings.ts';
import type { Mail } from '../../activities/mailer.ts';
import { type Harness, startHarness } from './harness.ts';
import { keepingHistory } from './histories.ts';
import { uniqueName } from './isolation.ts';

export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;

/** A mail, and how its booking stood when it was sent. */
export interface Sent {
  mail: BookingMail;
  at: number;
  booking: BookingRecord;
  text: string;
}

export let harness: Harness;
const sent: Sent[] = [];

/**
 * Opens the hotel for the tests of a file: the whole product on a time-skipping server, and mails that are kept. In the
 * end everything adds up.
 */
export function useHotel(): void {
  beforeAll(async () => {
    harness = await startHarness({ timeSkipping: true, deps: { mailer: { send: keep } } });
  });
  afterEach(() => {
    harness.restore();
    sent.length = 0;
  });
  afterAll(async () => {
    const off = await audit(harness.store);
    await harness.stop();
    expect(off).toEqual([]);
  });
}

async function keep({ messageId, text }: Mail): Promise<void> {
  const [, id = '', mail] = /^<booking-(.+)\.(\w+)@/.exec(messageId) ?? [];
  sent.push({ mail: mail as BookingMail, at: await serverTime(), booking: await record(id), text });
}

export async function serverTime(): Promise<number> {
  return (await harness.environment?.currentTimeMs()) ?? Date.now();
}

export async function record(id: string): Promise<BookingRecord> {
  const booking = await harness.store.bookings.find(id);
  if (!booking) throw new Error(`no booking ${id}`);
  return booking;
}

/** Calendar dates from the server's today. */
export async function stayIn(days: number, nights = 3) {
  const now = await serverTime();
  return {
    checkInDate: calendarDate(new Date(now + days * DAY)),
    checkOutDate: calendarDate(new Date(now + (days + nights) * DAY)),
  };
}

export async function request(days: number, nights = 3): Promise<BookingInput> {
  return {
    roomType: 'STANDARD',
    guestName: 'Jane Doe',
    email: 'jane.doe@example.com',
    ...(await stayIn(days, nights)),
  };
}

export async function book(input: BookingInput) {
  const id = uniqueName('stay');
  const started = await harness.client.start('bookHotelRoom', input, { uniqueId: id });
  const execution = { process: 'book-hotel-room', ...started };
  return { id, result: keepingHistory(harness.client.temporal, execution, ({ status }) => status) };
}

/** Resolves when the booking is confirmed and its process waits. */
export async function confirmed(id: string): Promise<void> {
  const handle = harness.client.temporal.workflow.getHandle(`booking-${id}`);
  await expect
    .poll(() => handle.query('progress'), { timeout: 30_000 })
    .toMatch(/^Waiting for the welcome email/);
}

export async function move(bookingId: string, stay: { checkInDate: string; checkOutDate: string }) {
  const started = await harness.still.start('moveBooking', { bookingId, ...stay });
  return keepingHistory(harness.still.temporal, { process: 'move-booking', ...started })();
}

export async function cancel(bookingId: string) {
  const started = await harness.still.start('cancelBooking', { bookingId });
  return keepingHistory(harness.still.temporal, { process: 'cancel-booking', ...started })();
}

/** Holds a room for somebody else. Time skips well only while one booking is under way. */
export async function takeRoom(roomType: string, stay: Stay): Promise<void> {
  await harness.store.rooms.change({
    roomType,
    bookingId: 'somebody',
    from: undefined,
    nights: nightsOf(stay),
  });
}

export async function roomsOf(roomType: string) {
  const rooms = await harness.store.db
    .collection<{ _id: string; nights: Record<string, number>; holds: unknown[] }>('roomTypes')
    .findOne({ _id: roomType });
  return { held: Object.values(rooms?.nights ?? {}).filter((held) => held !== 0), holds: rooms?.holds };
}

export async function paymentOf(id: string) {
  return (await harness.store.payments.find(`booking:${id}`))?.state;
}

export const mailsOf = (id: string) => sent.filter(({ booking }) => booking._id === id);
export const statuses = ({ history }: BookingRecord) => history.map(({ status }) => status);
export const nothingHeld = { held: [], holds: [] };

/** When a mail is due for a booking that stands so. */
export function dueAt(mail: BookingMail, booking: BookingRecord): number {
  const { welcomeEmailAt, arrivalReminderAt, surveyAt } = scheduleOf({ ...booking, mails: {} });
  const due = { welcome: welcomeEmailAt, arrivalReminder: arrivalReminderAt, survey: surveyAt };
  return Date.parse(due[mail as keyof typeof due] ?? '1970-01-01T00:00:00Z');
}

/** The right mails and only those, each when it was due and true of the booking as it stood. */
export function expectMails(
  mails: Sent[],
  { cancelled, commandedAt }: { cancelled: boolean; commandedAt: number },
) {
  const kinds = mails.map(({ mail }) => mail);
  const all = ['confirmation', 'welcome', 'arrivalReminder', 'survey'];
  expect(kinds).toEqual(cancelled ? [...all.slice(0, kinds.length - 1), 'cancellation'] : all);
  for (const { mail, at, booking, text } of mails) {
    const due = dueAt(mail, booking);
    expect(at).toBeGreaterThanOrEqual(due);
    if (due > 0) expect(at).toBeLessThan(Math.max(due, commandedAt) + MINUTE);
    expect(text).toContain(booking.checkInDate);
    expect(booking.cancelledAt === undefined).toBe(mail !== 'cancellation');
  }
}
