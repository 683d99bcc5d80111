import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { alignRooms } from '../../activities/bookings.ts';
import { audit } from '../../store/audit/audit.ts';
import { seed } from '../../store/seed.ts';
import { connectStore, type Store } from '../../store/store.ts';
import { activitiesOver } from '../setup/activities.ts';
import { databaseUri } from '../setup/isolation.ts';

let store: Store;
let activities: ReturnType<typeof activitiesOver>;

const bookingId = '1';
const roomType = 'SUITE';
const stay = { checkInDate: '2027-05-01', checkOutDate: '2027-05-04' };
const later = { checkInDate: '2027-05-03', checkOutDate: '2027-05-06' };

beforeEach(async () => {
  store = await connectStore(databaseUri());
  await seed(store);
  activities = activitiesOver(store, {
    clock: () => new Date('2027-04-01T00:00:00Z'),
    execution: () => ({ namespace: 'test', workflowId: 'booking-1', runId: 'run', attempt: 1 }),
  });
});
afterEach(() => store.close());

async function request(): Promise<void> {
  const guest = { guestName: 'Jane Doe', email: 'jane.doe@example.com' };
  await activities.receiveBookingRequest({ bookingId, roomType, ...guest, ...stay });
}

async function confirm(): Promise<void> {
  await request();
  await activities.takePayment({ bookingId });
  await activities.confirmBooking({ bookingId });
}

/** As far as a command to move gets before its worker dies. */
async function beginMove(): Promise<void> {
  await confirm();
  const booking = await store.bookings.find(bookingId);
  if (booking) await store.bookings.change(booking, { move: { command: 'move', ...later } }, new Date());
  await alignRooms(store, bookingId);
}

async function cancel(): Promise<void> {
  await confirm();
  await activities.requestCancellation({ bookingId });
}

async function close(notCompensated: string[] = []): Promise<void> {
  await cancel();
  if (!notCompensated.includes('refundBooking')) await activities.refundBooking({ bookingId });
  if (!notCompensated.includes('releaseRooms')) await activities.releaseRooms({ bookingId, roomType });
  const failure = { type: 'BookingCancelled', message: '' };
  await activities.closeBooking({ bookingId, failure, notCompensated });
}

async function reject(): Promise<void> {
  await request();
  await activities.takePayment({ bookingId });
  await activities.refundBooking({ bookingId });
  await activities.releaseRooms({ bookingId, roomType });
  await activities.closeBooking({
    bookingId,
    failure: { type: 'PaymentDeclined', message: '' },
    notCompensated: [],
  });
}

async function complete(): Promise<void> {
  await confirm();
  await activities.completeBooking({ bookingId });
}

describe('a hotel that adds up', () => {
  it.each([
    ['a request', request],
    ['a confirmed booking', confirm],
    ['a booking that is being moved', beginMove],
    ['a booking that the guest has just cancelled', cancel],
    ['a cancelled booking', () => close()],
    ['a rejected booking', reject],
    ['a stay that is over', complete],
    [
      'a booking whose money and room could not be given back',
      () => close(['refundBooking', 'releaseRooms']),
    ],
  ])('with %s', async (_, booking) => {
    await booking();
    expect(await audit(store)).toEqual([]);
  });
});

describe('a hotel that does not add up', () => {
  const release = async () => {
    await store.rooms.release(roomType, bookingId);
  };
  const set = (collection: string, _id: string, change: object) => async () => {
    await store.db.collection<{ _id: string }>(collection).updateOne({ _id }, change);
  };
  const remove = (collection: string, _id: string) => async () => {
    await store.db.collection<{ _id: string }>(collection).deleteOne({ _id });
  };
  const paymentIs = (state: string) => set('payments', 'booking:1', { $set: { state } });
  const reopen = set('roomTypes', roomType, {
    $push: { holds: { bookingId, revision: 1, key: '1:1', nights: ['2027-05-01'] } },
    $inc: { 'nights.2027-05-01': 1 },
  });
  const inAnotherType = set('roomTypes', 'DELUXE', {
    $push: { holds: { bookingId, revision: 1, key: '1:1', nights: ['2027-05-01'] } },
    $inc: { 'nights.2027-05-01': 1 },
  });

  const cases: [name: string, booking: () => Promise<void>, change: () => Promise<void>, off: string][] = [
    [
      'a night counted twice',
      confirm,
      set('roomTypes', roomType, { $inc: { 'nights.2027-05-02': 1 } }),
      'roomTypes/SUITE',
    ],
    [
      'a night not counted',
      confirm,
      set('roomTypes', roomType, { $unset: { 'nights.2027-05-02': '' } }),
      'roomTypes/SUITE',
    ],
    [
      'a night counted for nobody',
      complete,
      set('roomTypes', roomType, { $set: { 'nights.2027-06-01': 1 } }),
      'roomTypes/SUITE',
    ],
    [
      'more held than there are rooms',
      confirm,
      set('roomTypes', roomType, { $set: { rooms: 0 } }),
      'roomTypes/SUITE',
    ],
    ['a room held for nobody', confirm, remove('bookings', bookingId), 'roomTypes/SUITE'],
    ['a charge for nobody', confirm, remove('bookings', bookingId), 'payments/booking:1'],
    ['a confirmed booking without a room', confirm, release, 'bookings/1'],
    [
      'a confirmed booking on other nights',
      confirm,
      set('bookings', bookingId, { $set: { checkOutDate: '2027-05-03' } }),
      'bookings/1',
    ],
    ['a move that lost the old nights', beginMove, release, 'bookings/1'],
    ['a booking in a room of another type', confirm, inAnotherType, 'bookings/1'],
    [
      'a request that holds part of its nights',
      request,
      set('bookings', bookingId, { $set: { checkOutDate: '2027-05-09' } }),
      'bookings/1',
    ],
    ['a cancelled booking that holds a room', () => close(), reopen, 'bookings/1'],
    ['a rejected booking that holds a room', reject, reopen, 'bookings/1'],
    ['a stay that is over and holds a room', complete, reopen, 'bookings/1'],
    ['a confirmed booking that is not paid', confirm, remove('payments', 'booking:1'), 'bookings/1'],
    ['a stay that was given back', complete, paymentIs('refunded'), 'bookings/1'],
    [
      'a confirmed booking paid with another amount',
      confirm,
      set('payments', 'booking:1', { $inc: { 'amount.amount': 1 } }),
      'bookings/1',
    ],
    ['a cancelled booking that is paid', () => close(), paymentIs('charged'), 'bookings/1'],
    ['a rejected booking that is paid', reject, paymentIs('charged'), 'bookings/1'],
    [
      'a refund that failed, with the room not released',
      () => close(['refundBooking']),
      reopen,
      'bookings/1',
    ],
    [
      'a room not released, with the refund not made',
      () => close(['releaseRooms']),
      paymentIs('charged'),
      'bookings/1',
    ],
  ];

  it.each(cases)('%s', async (_, booking, change, off) => {
    await booking();
    expect(await audit(store)).toEqual([]);
    await change();
    const found = await audit(store);
    expect(found.map(({ collection, id }) => `${collection}/${id}`)).toContain(off);
  });
});
