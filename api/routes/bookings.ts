import { z } from 'zod';
import { bookingInput, stayInput } from '../../activities/inputs/booking.ts';
import { id } from '../../activities/inputs/ids.ts';
import type { BookingRecord } from '../../store/bookings.ts';
import type { ApiDeps } from '../api.ts';
import { commandUnderWay, runCommand } from '../command.ts';
import { untilRecordIsOpen } from '../opening-record.ts';
import { isPastRetention } from '../past-retention.ts';
import { invalidField, Problem } from '../problem.ts';
import { type Route, route } from '../route.ts';

const status = z.enum(['PENDING', 'CONFIRMED', 'REJECTED', 'CANCELLED', 'COMPLETED']);

const request = z.object({
  roomType: z.string(),
  guestName: z.string(),
  email: z.string(),
  checkInDate: z.iso.date(),
  checkOutDate: z.iso.date(),
});

const booking = z
  .object({
    booking_id: id,
    status,
    ...request.partial().shape,
    confirmation_number: z.string().optional().meta({ description: 'Once CONFIRMED' }),
    error: z.string().optional().meta({ description: 'Why it is REJECTED or CANCELLED: the type' }),
    cause: z.string().optional().meta({ description: 'The same as a sentence' }),
  })
  .meta({ id: 'Booking' });

type Booking = z.infer<typeof booking>;

const history = z
  .object({ items: z.array(z.object({ at: z.iso.datetime(), status, reason: z.string() })) })
  .meta({ id: 'BookingHistory' });

const params = z.object({ bookingId: id.meta({ example: '4bf92f3577b34da6a3ce929d0e0e4736' }) });

const unknown = { 404: 'There is no such booking' };

const example = {
  booking_id: '4bf92f3577b34da6a3ce929d0e0e4736',
  status: 'CONFIRMED',
  roomType: 'STANDARD',
  guestName: 'Jane Doe',
  email: 'jane.doe@example.com',
  checkInDate: '2027-03-01',
  checkOutDate: '2027-03-04',
  confirmation_number: 'TW-7K3M-9QXD',
} satisfies Booking;

export function bookingRoutes(
  deps: Pick<ApiDeps, 'processes' | 'store' | 'clock' | 'commandPatienceMs'>,
): Route[] {
  const { processes, store, clock } = deps;
  return [
    route({
      method: 'post',
      path: '/bookings',
      operationId: 'createBooking',
      tag: 'Bookings',
      summary: 'Book a hotel room',
      description: 'Starts the process. With an Idempotency-Key, a repeat gets the same booking.',
      body: bookingInput(clock),
      bodyExamples: {
        'three nights': {
          ...{ roomType: 'STANDARD', guestName: 'Jane Doe', email: 'jane.doe@example.com' },
          ...{ checkInDate: '2027-03-01', checkOutDate: '2027-03-04' },
        },
      },
      answers: {
        202: {
          description: 'The booking is being made',
          schema: booking,
          example: { booking_id: example.booking_id, status: 'PENDING' },
          headers: { Location: 'Where the booking is' },
        },
      },
      problems: { 409: 'The Idempotency-Key was used with another body' },
      async check({ body: { roomType } }) {
        if (!(await store.rooms.describe(roomType))) {
          throw invalidField(['roomType'], 'the hotel has no rooms of this type');
        }
      },
      async handle({ body, uniqueId, header }) {
        const isRepeat = header('idempotency-key') !== undefined;
        const past = isRepeat && (await isPastRetention(processes, workflowIdOf(uniqueId), find(uniqueId)));
        if (!past) await processes.start('bookHotelRoom', body, { uniqueId });
        return {
          status: 202,
          body: { booking_id: uniqueId, status: 'PENDING' } satisfies Booking,
          headers: { Location: `/bookings/${uniqueId}` },
        };
      },
    }),

    route({
      method: 'get',
      path: '/bookings/{bookingId}',
      operationId: 'getBooking',
      tag: 'Bookings',
      summary: 'A booking',
      params,
      answers: { 200: { description: 'The booking as it stands', schema: booking, example } },
      problems: unknown,
      async handle({ params: { bookingId } }) {
        return { status: 200, body: await bookingAsItStands(bookingId) };
      },
    }),

    route({
      method: 'get',
      path: '/bookings/{bookingId}/history',
      operationId: 'getBookingHistory',
      tag: 'Bookings',
      summary: 'Each status that a booking has had',
      params,
      answers: { 200: { description: 'Oldest first; nothing while it is being opened', schema: history } },
      problems: unknown,
      async handle({ params: { bookingId } }) {
        const record = await find(bookingId)();
        if (!record) await bookingAsItStands(bookingId);
        const items = (record?.history ?? []).map((row) => ({ ...row, at: row.at.toISOString() }));
        return { status: 200, body: { items } satisfies z.infer<typeof history> };
      },
    }),

    route({
      method: 'patch',
      path: '/bookings/{bookingId}',
      operationId: 'moveBooking',
      tag: 'Bookings',
      summary: 'Move a booking to other dates',
      description:
        'The new nights are held before the old ones are let go; every mail to come moves with it.',
      params,
      body: stayInput(clock),
      bodyExamples: { 'a week later': { checkInDate: '2027-03-08', checkOutDate: '2027-03-11' } },
      answers: {
        200: { description: 'The moved booking', schema: booking, example },
        202: commandUnderWay,
      },
      problems: { ...unknown, 409: 'It cannot be moved, and stays as it was; `reason` says why' },
      async handle({ params: { bookingId }, body, uniqueId }) {
        await untilOpen(bookingId);
        const late = await runCommand(deps, 'moveBooking', { bookingId, ...body }, uniqueId);
        return late ?? { status: 200, body: await bookingAsItStands(bookingId) };
      },
    }),

    route({
      method: 'delete',
      path: '/bookings/{bookingId}',
      operationId: 'cancelBooking',
      tag: 'Bookings',
      summary: 'Cancel a booking',
      description:
        'Until check-in. The room is released, the payment refunded; no mail follows but the last.',
      params,
      answers: {
        200: {
          description: 'The booking is CANCELLED',
          schema: booking,
          example: { ...example, status: 'CANCELLED' },
        },
        202: {
          description: 'The booking, soon CANCELLED; or without a body as for a command that takes long',
          schema: booking,
          headers: { Location: 'The booking, or the execution of the command' },
        },
      },
      problems: { ...unknown, 409: 'It cannot be cancelled any more; `reason` says why' },
      async handle({ params: { bookingId }, uniqueId }) {
        await untilOpen(bookingId);
        const late = await runCommand(deps, 'cancelBooking', { bookingId }, uniqueId);
        if (late) return late;
        const body = await bookingAsItStands(bookingId);
        return body.status === 'CANCELLED'
          ? { status: 200, body }
          : { status: 202, body, headers: { Location: `/bookings/${bookingId}` } };
      },
    }),
  ];

  function find(bookingId: string) {
    return () => store.bookings.find(bookingId);
  }

  async function untilOpen(bookingId: string): Promise<void> {
    await untilRecordIsOpen(processes, workflowIdOf(bookingId), find(bookingId));
  }

  /** What the record says; before there is one, and where a request was refused unrecorded, what the execution says. */
  async function bookingAsItStands(bookingId: string): Promise<Booking> {
    const record = await find(bookingId)();
    if (record) return recordedBooking(record);
    const execution = await processes.describe(workflowIdOf(bookingId));
    if (!execution) throw new Problem('not-found', 'There is no such booking');
    const openedMeanwhile = execution.status === 'RUNNING' ? null : await find(bookingId)();
    if (openedMeanwhile) return recordedBooking(openedMeanwhile);
    const { input, failure } = await processes.data(execution);
    return {
      booking_id: bookingId,
      status: execution.status === 'RUNNING' ? 'PENDING' : 'REJECTED',
      ...request.safeParse(input).data,
      ...(failure ? { error: failure.type, cause: failure.message } : {}),
    };
  }
}

const workflowIdOf = (bookingId: string) => `booking-${bookingId}`;

function recordedBooking({ _id, status, confirmationNumber, ...record }: BookingRecord): Booking {
  const { roomType, guestName, email, checkInDate, checkOutDate, error, cause } = record;
  return {
    booking_id: _id,
    status,
    ...{ roomType, guestName, email, checkInDate, checkOutDate },
    ...(confirmationNumber === undefined ? {} : { confirmation_number: confirmationNumber }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
  };
}
