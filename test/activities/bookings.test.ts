import { ApplicationFailure } from '@temporalio/common';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { audit } from '../../store/audit/audit.ts';
import type { BookingRecord } from '../../store/bookings.ts';
import type { RoomType } from '../../store/rooms.ts';
import { seed } from '../../store/seed.ts';
import { calendarDate, nightsOf, type Stay } from '../../store/stay.ts';
import { connectStore, type Store } from '../../store/store.ts';
import { activitiesOver } from '../setup/activities.ts';
import { failureOf } from '../setup/failures.ts';
import { databaseUri } from '../setup/isolation.ts';

const TODAY = Date.parse('2027-04-01T00:00:00Z');
const DAY = 24 * 60 * 60 * 1000;

let store: Store;
let executions = 0;
beforeAll(async () => {
  store = await connectStore(databaseUri());
});
afterAll(() => store.close());

/** The activities as an execution calls them. */
function activitiesOf(workflowId: string) {
  return activitiesOver(store, {
    clock: () => new Date(TODAY),
    execution: () => ({ namespace: 'test', workflowId, runId: 'run', attempt: 1 }),
  });
}

async function emptyHotel(): Promise<void> {
  for (const collection of ['roomTypes', 'bookings', 'payments']) {
    await store.db.collection(collection).deleteMany({});
  }
  await seed(store);
}

/** A booking, or what is done to one of those that there are. */
type Step =
  | { kind: 'book'; roomType: string; stay: Stay; declined: boolean }
  | { kind: 'move'; target: number; stay: Stay }
  | { kind: 'cancel' | 'stay'; target: number };

const stay = fc
  .record({ first: fc.integer({ min: 1, max: 6 }), nights: fc.integer({ min: 1, max: 3 }) })
  .map(({ first, nights }) => ({
    checkInDate: calendarDate(new Date(TODAY + first * DAY)),
    checkOutDate: calendarDate(new Date(TODAY + (first + nights) * DAY)),
  }));
const target = fc.nat({ max: 20 });
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant<'book'>('book'),
      roomType: fc.constantFrom('SUITE', 'DELUXE'),
      stay,
      declined: fc.nat({ max: 4 }).map((die) => die === 0),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant<'move'>('move'), target, stay }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant<'cancel'>('cancel'), target }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant<'stay'>('stay'), target }) },
);

it('hold the rooms of those that live, whatever is booked, moved and cancelled at the same time', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 }),
      async (rounds) => {
        await emptyHotel();
        const ids: string[] = [];
        for (const round of rounds) {
          const steps = round.map((step) => {
            if (step.kind === 'book') ids.push(`stay-${ids.length}`);
            return { step, newId: ids.at(-1) ?? '' };
          });
          await Promise.all(
            steps.map(({ step, newId }) =>
              step.kind === 'book'
                ? book(newId, step)
                : act(step, ids[step.target % ids.length] ?? 'unknown'),
            ),
          );
          await Promise.all(ids.map(wake));
          await expectRoomsOfLiveBookings();
        }
        expect(await audit(store)).toEqual([]);
      },
    ),
    { numRuns: 50 },
  );
});

/** As `bookHotelRoom` does it, up to its first wait. */
async function book(
  bookingId: string,
  { roomType, stay, declined }: Extract<Step, { kind: 'book' }>,
): Promise<void> {
  const activities = activitiesOf(`booking-${bookingId}`);
  const guest = { guestName: 'Jane Doe', email: 'jane.doe@example.com' };
  const payment = { amount: declined ? 10_013 : 10_000, currency: 'EUR' };
  await undoneIfItFails({ bookingId, roomType }, async () => {
    const request = { bookingId, roomType, ...guest, ...stay, payment };
    const { roomAvailable } = await activities.receiveBookingRequest(request);
    if (!roomAvailable) throw ApplicationFailure.nonRetryable('No room', 'NoRoomAvailable');
    const { paymentSuccessful } = await activities.takePayment({ bookingId });
    if (!paymentSuccessful) throw ApplicationFailure.nonRetryable('Declined', 'PaymentDeclined');
    await activities.confirmBooking({ bookingId });
  });
}

/** As `bookHotelRoom` does it when a command has waked it. */
async function wake(bookingId: string): Promise<void> {
  const booking = await store.bookings.find(bookingId);
  if (booking?.status !== 'CONFIRMED') return;
  await undoneIfItFails({ bookingId, roomType: booking.roomType }, () =>
    activitiesOf(`booking-${bookingId}`).readBooking({ bookingId }),
  );
}

async function undoneIfItFails(
  { bookingId, roomType }: { bookingId: string; roomType: string },
  work: () => Promise<unknown>,
): Promise<void> {
  const type = await refusalOf(work);
  if (!type) return;
  const activities = activitiesOf(`booking-${bookingId}`);
  await activities.refundBooking({ bookingId });
  await activities.releaseRooms({ bookingId, roomType });
  await activities.closeBooking({ bookingId, failure: { type, message: '' }, notCompensated: [] });
}

/** A command, or the stay itself, as `bookHotelRoom` goes through it. */
async function act(step: Exclude<Step, { kind: 'book' }>, bookingId: string): Promise<void> {
  const activities = activitiesOf(`command-${++executions}`);
  await refusalOf(async () => {
    if (step.kind === 'move') await activities.changeBookingDates({ bookingId, ...step.stay });
    else if (step.kind === 'cancel') await activities.requestCancellation({ bookingId });
    else if ((await store.bookings.find(bookingId))?.status === 'CONFIRMED') {
      const { version } = await activities.readBooking({ bookingId });
      const { checkInAt } = await activities.beginStay({ bookingId, version });
      if (checkInAt === undefined) await activities.completeBooking({ bookingId });
    }
  });
}

/** What the business may refuse something with; whatever else fails is a defect. */
const REFUSALS = [
  ...['NoRoomAvailable', 'PaymentDeclined', 'BookingNotFound', 'BookingNotConfirmed'],
  ...['BookingCancelled', 'BookingClosed', 'StayBegun'],
];

async function refusalOf(work: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    const { type } = failureOf(error);
    expect(REFUSALS).toContain(type);
    return type;
  }
}

async function expectRoomsOfLiveBookings(): Promise<void> {
  const live = await store.db.collection<BookingRecord>('bookings').find({ status: 'CONFIRMED' }).toArray();
  const types = await store.db.collection<RoomType>('roomTypes').find().toArray();
  for (const { _id, rooms, nights } of types) {
    const wanted: Record<string, number> = {};
    for (const night of live.filter(({ roomType }) => roomType === _id).flatMap(nightsOf)) {
      wanted[night] = (wanted[night] ?? 0) + 1;
    }
    expect(Object.fromEntries(Object.entries(nights).filter(([, held]) => held > 0))).toEqual(wanted);
    expect(Math.max(0, ...Object.values(wanted))).toBeLessThanOrEqual(rooms);
  }
}
