import { createHash } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import { type BookingChange, type BookingRecord, ConfirmationNumberTaken } from '../store/bookings.ts';
import { nightsOf } from '../store/stay.ts';
import type { Store } from '../store/store.ts';
import { scheduleOf, type BookingSchedule } from './booking-schedule.ts';
import type { Execution } from './execution.ts';
import { bookingInput, type BookingInput } from './inputs/booking.ts';
import { id } from './inputs/ids.ts';
import { parseInput } from './inputs/parse.ts';
import type { PaymentGateway } from './payment-gateway.ts';

export interface BookingDeps {
  store: Pick<Store, 'bookings' | 'rooms'>;
  gateway: PaymentGateway;
  clock: () => Date;
  execution: () => Execution;
}

/** The result of `bookHotelRoom`. */
export interface BookingOutcome {
  booking_id: string;
  status: BookingRecord['status'];
  confirmation_number?: string;
}

interface BookingId {
  bookingId: string;
}

/** Takes care of bookings: room, payment, confirmation, stay. */
export function createBookingActivities({ store, gateway, clock, execution }: BookingDeps) {
  return {
    /**
     * Opens the booking's record, PENDING, and holds a room for each of its nights, all or none.
     *
     * @throws ApplicationFailure `InvalidInput`, `IdInUse` when the booking is another execution's, `BookingCancelled`
     */
    async receiveBookingRequest(input: BookingInput & BookingId): Promise<{ roomAvailable: boolean }> {
      const booking = await opened(input);
      if (booking.workflowId !== execution().workflowId) {
        throw ApplicationFailure.nonRetryable(`The booking id ${booking._id} is in use`, 'IdInUse');
      }
      refuseCancelled(booking);
      return { roomAvailable: (await alignRooms(store, booking._id)) === 'held' };
    },

    /**
     * Charges what the booking's record says.
     *
     * @throws ApplicationFailure `BookingNotFound`, `BookingCancelled`, `PaymentClosed` once it was refunded
     * @throws GatewayUnavailable when the provider cannot be reached
     */
    async takePayment({ bookingId }: BookingId): Promise<{ paymentSuccessful: boolean }> {
      const { payment, ...booking } = await presentBooking(store, bookingId);
      refuseCancelled(booking);
      const outcome = await gateway.charge({ orderId: paymentOf(bookingId), amount: payment });
      if (outcome === 'over') {
        throw ApplicationFailure.nonRetryable(`The payment of booking ${bookingId} is over`, 'PaymentClosed');
      }
      return { paymentSuccessful: outcome === 'approved' };
    },

    /**
     * Confirms the booking and gives it its confirmation number.
     *
     * @throws ApplicationFailure `BookingNotFound`, `BookingCancelled`, `BookingClosed`
     */
    async confirmBooking({ bookingId }: BookingId): Promise<BookingSchedule> {
      for (let attempt = 0; ; attempt++) {
        const confirmationNumber = confirmationNumberOf(bookingId, attempt);
        try {
          return scheduleOf(
            await update(bookingId, (booking) => {
              refuseCancelled(booking);
              if (booking.status === 'CONFIRMED') return undefined;
              if (booking.status !== 'PENDING') {
                throw ApplicationFailure.nonRetryable(`Booking ${bookingId} is closed`, 'BookingClosed');
              }
              return { status: 'CONFIRMED', confirmationNumber, reason: 'A room is held, and it is paid' };
            }),
          );
        } catch (error) {
          if (!(error instanceof ConfirmationNumberTaken)) throw error;
        }
      }
    },

    /**
     * What is still to come of the booking, and when.
     *
     * @throws ApplicationFailure `BookingNotFound`, `BookingCancelled`
     */
    async readBooking({ bookingId }: BookingId): Promise<BookingSchedule> {
      const booking = await presentBooking(store, bookingId);
      refuseCancelled(booking);
      return scheduleOf(booking);
    },

    /**
     * Lets the stay begin if the booking is still as in `version`: from then on it cannot be moved or cancelled.
     *
     * @returns what is still to come, the begin too if the booking was another by then
     * @throws ApplicationFailure `BookingNotFound`, `BookingCancelled`
     */
    async beginStay({ bookingId, version }: BookingId & { version: number }): Promise<BookingSchedule> {
      return scheduleOf(
        await update(bookingId, (booking) => {
          refuseCancelled(booking);
          return booking.version === version && !booking.stayBegan ? { stayBegan: clock() } : undefined;
        }),
      );
    },

    /**
     * Ends a booking whose guest has stayed: COMPLETED.
     *
     * @throws ApplicationFailure `BookingNotFound`
     */
    async completeBooking({ bookingId }: BookingId): Promise<BookingOutcome> {
      const booking = await update(bookingId, ({ status }) =>
        status === 'CONFIRMED' ? { status: 'COMPLETED', reason: 'The stay is over' } : undefined,
      );
      await store.rooms.release(booking.roomType, bookingId);
      return outcomeOf(booking);
    },

    /** Lets go of the booking's rooms for good. */
    async releaseRooms({ bookingId, roomType }: BookingId & { roomType: string }): Promise<void> {
      if (await isAnothers(bookingId)) return;
      await store.rooms.release(roomType, bookingId);
    },

    /** Gives the guest's money back, for the amount that was charged. With nothing charged, none will be. */
    async refundBooking({ bookingId }: BookingId): Promise<void> {
      if (await isAnothers(bookingId)) return;
      await gateway.refund({ orderId: paymentOf(bookingId) });
    },

    /**
     * Closes a booking that came to nothing: CANCELLED when the guest or an operator cancelled it, else REJECTED with
     * the reason. A booking without a record yet gets one, so that a request that comes late finds it closed.
     */
    async closeBooking({
      bookingId,
      failure,
      notCompensated,
    }: BookingId & {
      failure: { type: string; message: string };
      notCompensated: string[];
    }): Promise<BookingOutcome> {
      const closing = (booking?: BookingRecord) => {
        const cancelled =
          booking?.cancelledAt !== undefined ||
          failure.type === 'BookingCancelled' ||
          failure.type === 'Cancelled';
        return {
          status: cancelled ? ('CANCELLED' as const) : ('REJECTED' as const),
          ...(cancelled ? {} : { error: failure.type, cause: failure.message }),
          ...(notCompensated.length > 0 ? { compensationFailed: notCompensated } : {}),
        };
      };
      const found = await store.bookings.find(bookingId);
      if (!found && neverOpened(bookingId, failure.type)) {
        await store.bookings.open({ ...withoutRequest(bookingId), ...closing() });
      }
      if (!found || found.workflowId !== execution().workflowId) {
        return { booking_id: bookingId, status: closing().status };
      }
      return outcomeOf(
        await update(bookingId, (booking) =>
          booking.status === 'REJECTED' || booking.status === 'CANCELLED'
            ? undefined
            : {
                ...closing(booking),
                reason: booking.cancelledAt ? 'The guest cancelled' : failure.message,
              },
        ),
      );
    },
  };

  async function opened({ bookingId, ...request }: BookingInput & BookingId): Promise<BookingRecord> {
    const known = id.safeParse(bookingId).success ? await store.bookings.find(bookingId) : null;
    if (known) return known;
    const { payment, ...booking } = parseInput(bookingInput(clock), request);
    parseInput(id, bookingId);
    const rooms = await store.rooms.describe(booking.roomType);
    if (!rooms) {
      throw ApplicationFailure.nonRetryable(
        `roomType: there is no type "${booking.roomType}"`,
        'InvalidInput',
      );
    }
    const { amount, currency } = rooms.pricePerNight;
    const at = clock();
    return store.bookings.open({
      ...withoutRequest(bookingId),
      ...booking,
      payment: payment ?? { amount: amount * nightsOf(booking).length, currency },
      history: [{ at, status: 'PENDING', reason: 'The booking was requested' }],
    });
  }

  /** A new record, as long as nobody knows what was asked for. */
  function withoutRequest(bookingId: string): BookingRecord {
    const at = clock();
    return {
      _id: bookingId,
      workflowId: execution().workflowId,
      status: 'PENDING',
      version: 1,
      roomType: '',
      guestName: '',
      email: '',
      checkInDate: '',
      checkOutDate: '',
      payment: { amount: 0, currency: 'EUR' },
      mails: {},
      commands: [],
      history: [],
      createdAt: at,
      updatedAt: at,
    };
  }

  /** Compensations must not touch a booking of the same id that is somebody else's. */
  async function isAnothers(bookingId: string): Promise<boolean> {
    const booking = await store.bookings.find(bookingId);
    return booking !== null && booking.workflowId !== execution().workflowId;
  }

  async function update(
    bookingId: string,
    decide: (booking: BookingRecord) => BookingChange | undefined,
  ): Promise<BookingRecord> {
    return updateBooking({ store, clock }, bookingId, decide);
  }
}

export type BookingActivities = ReturnType<typeof createBookingActivities>;

/**
 * Changes the booking as `decide` says of the record as it stands; decides anew when it has changed meanwhile.
 *
 * @throws ApplicationFailure `BookingNotFound`, and whatever `decide` throws
 */
export async function updateBooking(
  { store, clock }: { store: Pick<Store, 'bookings'>; clock: () => Date },
  bookingId: string,
  decide: (booking: BookingRecord) => BookingChange | undefined,
): Promise<BookingRecord> {
  for (;;) {
    const booking = await presentBooking(store, bookingId);
    const change = decide(booking);
    if (!change) return booking;
    const changed = await store.bookings.change(booking, change, clock());
    if (changed) return changed;
  }
}

/** @throws ApplicationFailure `BookingNotFound` */
export async function presentBooking(
  store: Pick<Store, 'bookings'>,
  bookingId: string,
): Promise<BookingRecord> {
  const booking = await store.bookings.find(bookingId);
  if (booking) return booking;
  throw ApplicationFailure.nonRetryable(`There is no booking ${bookingId}`, 'BookingNotFound');
}

/** @throws ApplicationFailure `BookingCancelled` when the guest has cancelled */
export function refuseCancelled({ _id, cancelledAt }: Pick<BookingRecord, '_id' | 'cancelledAt'>): void {
  if (cancelledAt) {
    throw ApplicationFailure.nonRetryable(`The guest cancelled booking ${_id}`, 'BookingCancelled');
  }
}

/**
 * Makes the booking hold the nights that its record wants: those of its dates, and of those to which it is being moved.
 * Whoever calls it, and however often, the rooms follow the record.
 *
 * @returns `refused` when a room is missing, or the booking has let go of its rooms for good; then nothing has changed
 */
export async function alignRooms(
  store: Pick<Store, 'bookings' | 'rooms'>,
  bookingId: string,
): Promise<'held' | 'refused'> {
  const { roomType } = await presentBooking(store, bookingId);
  for (;;) {
    // The hold first: if it is still the same when it is changed, the record read after it was not outdated.
    const hold = await store.rooms.holdOf(roomType, bookingId);
    const booking = await presentBooking(store, bookingId);
    const nights = [
      ...new Set([...nightsOf(booking), ...(booking.move ? nightsOf(booking.move) : [])]),
    ].sort();
    if (hold?.nights.join() === nights.join()) return 'held';
    const outcome = await store.rooms.change({ roomType, bookingId, from: hold, nights });
    if (outcome === 'held') return 'held';
    if (outcome !== 'stale') return 'refused';
  }
}

/** A request that was refused as invalid never has a record, nor does a deleted one get it back. */
function neverOpened(bookingId: string, failureType: string): boolean {
  return id.safeParse(bookingId).success && !['InvalidInput', 'BookingNotFound'].includes(failureType);
}

/** The payment's key: no order can have it, since ids have no colon. */
function paymentOf(bookingId: string): string {
  return `booking:${bookingId}`;
}

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Eight letters and digits that cannot be mistaken for one another; another number for each attempt. */
function confirmationNumberOf(bookingId: string, attempt: number): string {
  const hash = createHash('sha256')
    .update(`${bookingId}:${String(attempt)}`)
    .digest();
  return Array.from(hash.subarray(0, 8), (byte) => CROCKFORD[byte % 32]).join('');
}

function outcomeOf({ _id, status, confirmationNumber }: BookingRecord): BookingOutcome {
  return {
    booking_id: _id,
    status,
    ...(confirmationNumber === undefined ? {} : { confirmation_number: confirmationNumber }),
  };
}
