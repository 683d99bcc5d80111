import { Client } from '@temporalio/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createProcessClient } from '../../client/process-client.ts';
import { calendarDate } from '../../store/stay.ts';
import { audit } from '../../store/audit/audit.ts';
import type { Mail } from '../../activities/mailer.ts';
import type { RoomType } from '../../store/rooms.ts';
import type { StatusItemRecord } from '../../store/status-items.ts';
import { type Harness, startHarness } from '../setup/harness.ts';
import { uniqueName } from '../setup/isolation.ts';

const DAY = 24 * 60 * 60 * 1000;

let harness: Harness;
const mails: string[] = [];
beforeAll(async () => {
  const send = ({ messageId }: Mail) => Promise.resolve(void mails.push(messageId));
  harness = await startHarness({ deps: { mailer: { send } } });
});
afterAll(async () => {
  const off = await audit(harness.store);
  await harness.stop();
  expect(off).toEqual([]);
});

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

it('1,000 items due in the same second are all completed, none before', { timeout: 240_000 }, async () => {
  const due = Math.ceil(Date.now() / 1000) * 1000 + 30_000;
  const StartTimestamp = new Date(due).toISOString();
  const early: string[] = [];
  harness.replace('completeStatusItem', ({ Id }: { Id: string }, real) => {
    if (Date.now() < due) early.push(Id);
    return real();
  });

  // Not through the harness, which would replay a thousand histories that are all alike.
  const { connection } = harness.client.temporal;
  const client = createProcessClient(new Client({ connection, namespace: harness.namespace }));
  const left = Array.from({ length: 1000 }, (_, number) => `same-second-${number}`);
  const lane = async () => {
    for (let Id = left.pop(); Id; Id = left.pop()) {
      await client.start('changeStatusWhenDue', { Id, StartTimestamp });
    }
  };
  await Promise.all(Array.from({ length: 50 }, lane));

  const items = harness.store.db.collection<StatusItemRecord>('statusItems');
  const completed = () => items.countDocuments({ status: 'COMPLETED' });
  await expect.poll(completed, { timeout: 200_000, interval: 500 }).toBe(1000);
  expect(early).toEqual([]);
  expect(await items.countDocuments({ lastUpdated: { $lt: new Date(due) } })).toBe(0);
});
