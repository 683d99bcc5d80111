import { ApplicationFailure } from '@temporalio/common';
import type { BookingRecord } from '../store/bookings.ts';
import type { Stay } from '../store/stay.ts';
import { alignRooms, type BookingDeps, presentBooking, updateBooking } from './bookings.ts';
import { checkInOf } from './booking-schedule.ts';
import { bookingId as bookingIdInput, stayInput } from './inputs/booking.ts';
import { parseInput } from './inputs/parse.ts';

/** A booking after a command. */
export interface ChangedBooking {
  booking: { booking_id: string; status: BookingRecord['status'] } & Stay;
  /** The execution to be woken. */
  workflowId: string;
}

/** What guests do to bookings under way. Each is applied once, whoever repeats it. */
export function createBookingCommandActivities({
  store,
  clock,
  execution,
}: Pick<BookingDeps, 'store' | 'clock' | 'execution'>) {
  return {
    /**
     * Moves a confirmed booking to other dates: holds the new nights before it lets go of the old ones, or changes
     * nothing.
     *
     * @throws ApplicationFailure `InvalidInput`, `BookingNotFound`, `NoRoomAvailable`, `BookingNotConfirmed`,
     * `BookingCancelled`, `BookingClosed`, `StayBegun`
     */
    async changeBookingDates({
      bookingId: givenId,
      ...dates
    }: { bookingId: string } & Stay): Promise<ChangedBooking> {
      const { bookingId } = parseInput(bookingIdInput, { bookingId: givenId });
      const stay = parseInput(stayInput(clock), dates);
      const command = execution().workflowId;
      for (;;) {
        const booking = await presentBooking(store, bookingId);
        if (booking.commands.includes(command)) {
          await alignRooms(store, bookingId);
          return changed(booking);
        }
        if (booking.move) {
          const mine = booking.move.command === command;
          if ((await finishMove(booking, booking.move)) === 'refused' && mine) {
            refuseUnlessMovable(await presentBooking(store, bookingId));
            throw ApplicationFailure.nonRetryable('No room is free on these nights', 'NoRoomAvailable');
          }
        } else {
          refuseUnlessMovable(booking);
          await store.bookings.change(booking, { move: { command, ...stay } }, clock());
        }
      }
    },

    /**
     * Cancels a booking before its stay: its process does what follows. Cancelling it again changes nothing.
     *
     * @throws ApplicationFailure `InvalidInput`, `BookingNotFound`, `BookingClosed`, `StayBegun`
     */
    async requestCancellation(input: { bookingId: string }): Promise<ChangedBooking> {
      const { bookingId } = parseInput(bookingIdInput, input);
      return changed(
        await updateBooking({ store, clock }, bookingId, (booking) => {
          if (booking.cancelledAt !== undefined || booking.status === 'CANCELLED') return undefined;
          refuseOnceBegun(booking);
          return { cancelledAt: clock() };
        }),
      );
    },
  };

  /** Moves the booking if there are rooms and it may still be moved, else lets it be. `stale`: it changed meanwhile. */
  async function finishMove(
    booking: BookingRecord,
    { command, ...stay }: NonNullable<BookingRecord['move']>,
  ): Promise<'moved' | 'refused' | 'stale'> {
    const moves = isMovable(booking) && (await alignRooms(store, booking._id)) === 'held';
    const change = moves ? { ...stay, command, moveOver: true } : { moveOver: true };
    if (!(await store.bookings.change(booking, change, clock()))) return 'stale';
    await alignRooms(store, booking._id);
    return moves ? 'moved' : 'refused';
  }

  function isMovable(booking: BookingRecord): boolean {
    return booking.status === 'CONFIRMED' && !booking.cancelledAt && !hasBegun(booking);
  }

  function refuseUnlessMovable(booking: BookingRecord): void {
    if (isMovable(booking)) return;
    refuseOnceBegun(booking);
    throw booking.cancelledAt
      ? ApplicationFailure.nonRetryable('The booking is cancelled', 'BookingCancelled')
      : ApplicationFailure.nonRetryable('The booking is not confirmed yet', 'BookingNotConfirmed');
  }

  function refuseOnceBegun(booking: BookingRecord): void {
    if (booking.status === 'REJECTED') {
      throw ApplicationFailure.nonRetryable('The booking was rejected', 'BookingClosed');
    }
    if (booking.status === 'CANCELLED') {
      throw ApplicationFailure.nonRetryable('The booking is cancelled', 'BookingCancelled');
    }
    if (hasBegun(booking)) throw ApplicationFailure.nonRetryable('The stay has begun', 'StayBegun');
  }

  function hasBegun(booking: BookingRecord): boolean {
    return booking.stayBegan !== undefined || booking.status === 'COMPLETED' || clock() >= checkInOf(booking);
  }
}

function changed({ _id, status, checkInDate, checkOutDate, workflowId }: BookingRecord): ChangedBooking {
  return { booking: { booking_id: _id, status, checkInDate, checkOutDate }, workflowId };
}

export type BookingCommandActivities = ReturnType<typeof createBookingCommandActivities>;
