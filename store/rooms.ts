import type { Collection } from 'mongodb';
import type { Money } from './money.ts';

/** The rooms of one type, and who holds them on which night. */
export interface RoomType {
  /** Its name: STANDARD, DELUXE, SUITE. */
  _id: string;
  rooms: number;
  pricePerNight: Money;
  /** Rooms held, by night (the date, YYYY-MM-DD). It is the sum over `holds`. */
  nights: Record<string, number>;
  holds: Hold[];
  /** Bookings that let go of their rooms for good: a late attempt to hold some is refused. */
  released: string[];
}

/** The nights for which one booking holds a room. */
export interface Hold {
  bookingId: string;
  /** Counts its changes, from 1, so that a change that comes late finds another one. */
  revision: number;
  /** Booking and revision in one, so that both are matched as one. */
  key: string;
  nights: string[];
}

/** How many past bookings a type remembers. A late attempt arrives within seconds, not after a thousand bookings. */
const BOOKINGS_REMEMBERED = 1000;

/**
 * Rooms by type and night. All nights of a type live in one document, so that a booking's nights are held, exchanged and
 * released in one atomic operation: all or none, never more than there are.
 */
export function createRooms(roomTypes: Collection<RoomType>) {
  return {
    /** How many rooms of the type there are, and what they cost. */
    async describe(roomType: string): Promise<Pick<RoomType, '_id' | 'rooms' | 'pricePerNight'> | null> {
      return roomTypes.findOne({ _id: roomType }, { projection: { rooms: 1, pricePerNight: 1 } });
    },

    async holdOf(roomType: string, bookingId: string): Promise<Hold | undefined> {
      return (await find(roomType, bookingId)).hold;
    },

    /**
     * Makes the booking hold a room on exactly `nights`, all or none, if its hold is still `from`.
     *
     * @returns `full` when a night that it does not hold yet has no room left, `stale` when its hold is another by now,
     * `over` when it has let go of its rooms for good. Then nothing has changed.
     */
    async change({
      roomType,
      bookingId,
      from,
      nights,
    }: {
      roomType: string;
      bookingId: string;
      from: Hold | undefined;
      nights: string[];
    }): Promise<'held' | 'full' | 'stale' | 'over'> {
      const { rooms } = (await this.describe(roomType)) ?? { rooms: 0 };
      const before = from?.nights ?? [];
      const added = nights.filter((night) => !before.includes(night));
      const dropped = before.filter((night) => !nights.includes(night));
      const revision = (from?.revision ?? 0) + 1;
      const hold = { bookingId, revision, key: `${bookingId}:${String(revision)}`, nights };
      const changed = await roomTypes.updateOne(
        {
          _id: roomType,
          ...(from
            ? { 'holds.key': from.key }
            : { 'holds.bookingId': { $ne: bookingId }, released: { $ne: bookingId } }),
          ...Object.fromEntries(added.map((night) => [`nights.${night}`, { $not: { $gte: rooms } }])),
        },
        {
          ...counted(added, dropped),
          ...(from ? { $set: { 'holds.$': hold } } : { $push: { holds: hold } }),
        },
      );
      if (changed.matchedCount === 1) return 'held';
      const now = await find(roomType, bookingId);
      if (now.released) return 'over';
      return now.hold?.revision === from?.revision ? 'full' : 'stale';
    },

    /** Lets go of whatever the booking holds; an attempt to hold that comes later is refused. */
    async release(roomType: string, bookingId: string): Promise<void> {
      for (;;) {
        const { hold, released, known } = await find(roomType, bookingId);
        if (released || !known) return;
        await roomTypes.updateOne(
          {
            _id: roomType,
            ...(hold ? { 'holds.key': hold.key } : { 'holds.bookingId': { $ne: bookingId } }),
          },
          {
            ...counted([], hold?.nights ?? []),
            ...(hold ? { $pull: { holds: { bookingId } } } : {}),
            $push: { released: { $each: [bookingId], $slice: -BOOKINGS_REMEMBERED } },
          },
        );
      }
    },
  };

  async function find(roomType: string, bookingId: string) {
    const found = await roomTypes.findOne({ _id: roomType });
    return {
      known: found !== null,
      hold: found?.holds.find((hold) => hold.bookingId === bookingId),
      released: found?.released.includes(bookingId) ?? false,
    };
  }
}

function counted(added: string[], dropped: string[]) {
  const changes = [
    ...added.map((night) => [`nights.${night}`, 1] as const),
    ...dropped.map((night) => [`nights.${night}`, -1] as const),
  ];
  return changes.length > 0 ? { $inc: Object.fromEntries(changes) } : {};
}
