import { afterAll, beforeAll, expect, it } from 'vitest';
import { calendarDate } from '../../store/stay.ts';
import type { Mail } from '../../activities/mailer.ts';
import type { RoomType } from '../../store/rooms.ts';
import { type Harness, startHarness } from '../setup/harness.ts';
import { uniqueName } from '../setup/isolation.ts';

const DAY = 24 * 60 * 60 * 1000;

let harness: Harness;
const mails: string[] = [];
beforeAll(async () => {
  const send = ({ messageId }: Mail) => Promise.resolve(void mails.push(messageId));
  harness = await startHarness({ deps: { mailer: { send } } });
});
afterAll(() => harness.stop());

const date = (days: number) => calendarDate(new Date(Date.now() + days * DAY));

async function book(checkIn: number, roomType = 'SUITE') {
  const uniqueId = uniqueName('stay');
  const { result } = await harness.client.start(
    'bookHotelRoom',
    {
      roomType,
      guestName: 'Jane Doe',
      email: 'jane.doe@example.com',
      checkInDate: date(checkIn),
      checkOutDate: date(checkIn + 3),
    },
    { uniqueId },
  );
  return { id: uniqueId, result };
}

const mailsOf = (id: string) =>
  mails.filter((mail) => mail.includes(`-${id}.`)).map((mail) => /\.(\w+)@/.exec(mail)?.[1]);

it('of 20 requests for the last room on overlapping nights, one is confirmed', async () => {
  const bookings = await Promise.all(Array.from({ length: 20 }, (_, i) => book(100 + (i % 3))));
  const told = () => bookings.filter(({ id }) => mailsOf(id).length > 0).length;
  await expect.poll(told, { timeout: 60_000 }).toBe(20);
  const confirmed = bookings.filter(({ id }) => mailsOf(id)[0] === 'confirmation');
  expect(confirmed).toHaveLength(1);
  for (const { id, result } of bookings) {
    if (mailsOf(id)[0] === 'confirmation') continue;
    await expect(result()).rejects.toMatchObject({ cause: { type: 'NoRoomAvailable' } });
    expect(mailsOf(id)).toEqual(['noAvailability']);
    expect(await harness.store.bookings.find(id)).toMatchObject({ status: 'REJECTED' });
  }

  const free = await book(110);
  await expect.poll(() => mailsOf(free.id), { timeout: 60_000 }).toEqual(['confirmation']);
  const suites = await harness.store.db.collection<RoomType>('roomTypes').findOne({ _id: 'SUITE' });
  expect(suites?.holds.map(({ bookingId }) => bookingId).sort()).toEqual([free.id, confirmed[0]?.id].sort());
  for (const { id, result } of [free, ...confirmed]) {
    await (await harness.client.start('cancelBooking', { bookingId: id })).result();
    expect(await result()).toMatchObject({ status: 'CANCELLED' });
    expect(mailsOf(id)).toEqual(['confirmation', 'cancellation']);
  }
});

it('moves of one booking at the same time leave it on the dates of one of them', async () => {
  const { id, result } = await book(20, 'DELUXE');
  await expect.poll(() => mailsOf(id), { timeout: 60_000 }).toEqual(['confirmation']);
  const moves = await Promise.all(
    [30, 40, 50].map((days) =>
      harness.client.start('moveBooking', {
        bookingId: id,
        checkInDate: date(days),
        checkOutDate: date(days + 4),
      }),
    ),
  );
  await Promise.all(moves.map((move) => move.result()));
  const booking = await harness.store.bookings.find(id);
  const hold = await harness.store.rooms.holdOf('DELUXE', id);
  expect(hold?.nights[0]).toBe(booking?.checkInDate);
  expect(hold?.nights).toHaveLength(4);
  expect(booking?.commands).toHaveLength(3);
  await (await harness.client.start('cancelBooking', { bookingId: id })).result();
  await result();
});
