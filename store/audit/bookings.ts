import type { BookingRecord } from '../bookings.ts';
import type { RoomType } from '../rooms.ts';
import { nightsOf } from '../stay.ts';
import type { Store } from '../store.ts';
import type { Discrepancy } from './discrepancy.ts';
import { charges } from './payments.ts';

/** The nights on which one booking holds a room of one type. */
interface Held {
  roomType: string;
  bookingId: string;
  nights: string[];
}

/** The key of a booking's payment is this before its id. */
const PAYMENT = 'booking:';

/**
 * Live bookings hold a room on their nights and are charged their price; closed ones hold nothing, and keep nothing
 * unless the guest has stayed, but for what could not be given back. Nobody else holds a room or is charged for one.
 */
export async function bookings(store: Store): Promise<Discrepancy[]> {
  const records = await store.db.collection<BookingRecord>('bookings').find().toArray();
  const types = await store.db.collection<RoomType>('roomTypes').find().toArray();
  const charged = await charges(store);

  const held = types.flatMap(({ _id: roomType, holds }) =>
    holds.map(({ bookingId, nights }): Held => ({ roomType, bookingId, nights })),
  );
  const heldBy = new Map<string, Held[]>();
  for (const hold of held) heldBy.set(hold.bookingId, [...(heldBy.get(hold.bookingId) ?? []), hold]);
  const known = new Set(records.map(({ _id }) => _id));
  return [
    ...records.flatMap((booking) =>
      problemsOf(booking, {
        held: heldBy.get(booking._id) ?? [],
        charged: charged.get(PAYMENT + booking._id) ?? 0,
      }),
    ),
    ...held
      .filter(({ bookingId }) => !known.has(bookingId))
      .map(({ roomType, bookingId }) => ({
        collection: 'roomTypes',
        id: roomType,
        problem: `held for ${bookingId}, which is no booking`,
      })),
    ...[...charged.keys()]
      .filter((key) => key.startsWith(PAYMENT) && !known.has(key.slice(PAYMENT.length)))
      .map((id) => ({ collection: 'payments', id, problem: 'charged, but there is no such booking' })),
  ];
}

function problemsOf(
  booking: BookingRecord,
  { held, charged }: { held: Held[]; charged: number },
): Discrepancy[] {
  const { _id: id, status, cancelledAt, payment, roomType, move, compensationFailed = [] } = booking;
  const stay = nightsOf(booking);
  const allowed = new Set([...stay, ...(move ? nightsOf(move) : [])]);
  const nights = held.flatMap((hold) => hold.nights);
  const holdsStay =
    stay.every((night) => nights.includes(night)) &&
    nights.every((night) => allowed.has(night)) &&
    held.every((hold) => hold.roomType === roomType);
  const holdsNothing = nights.length === 0;
  const isPaid = charged === payment.amount;
  const keepsNothing = charged === 0;

  const ended = {
    rooms: holdsNothing || compensationFailed.includes('releaseRooms'),
    money: keepsNothing || compensationFailed.includes('refundBooking'),
  };
  const leaving = cancelledAt !== undefined;
  const isRight = {
    PENDING: { rooms: holdsStay || holdsNothing, money: isPaid || keepsNothing },
    CONFIRMED: { rooms: holdsStay || leaving, money: isPaid || leaving },
    COMPLETED: { rooms: holdsNothing, money: isPaid },
    REJECTED: ended,
    CANCELLED: ended,
  }[status];
  const holds = held.map((hold) => `${hold.roomType} on ${hold.nights.join(', ')}`).join('; ') || 'no room';
  return [
    ...(isRight.rooms ? [] : [`${status}, but holds ${holds}`]),
    ...(isRight.money ? [] : [`${status}, but charged ${charged} of ${payment.amount}`]),
  ].map((problem) => ({ collection: 'bookings', id, problem }));
}
