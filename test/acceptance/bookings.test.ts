import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { audit } from '../../store/audit/audit.ts';
import { calendarDate } from '../../store/stay.ts';
import { PROCESS_QUEUE } from '../../client/processes.ts';
import { startApi, type TestApi } from '../setup/api.ts';
import { type Harness, startHarness } from '../setup/harness.ts';
import { DAY } from '../setup/hotel.ts';
import { mailsTo, uniqueName } from '../setup/isolation.ts';

let harness: Harness;
let api: TestApi;
beforeAll(async () => {
  harness = await startHarness();
  api = await startApi(harness);
});
afterEach(() => harness.restore());
afterAll(async () => {
  const off = await audit(harness.store);
  await api.stop();
  await harness.stop();
  expect(off).toEqual([]);
});

const dateIn = (days: number) => calendarDate(new Date(Date.now() + days * DAY));
const stay = (days: number, nights = 3) => ({
  checkInDate: dateIn(days),
  checkOutDate: dateIn(days + nights),
});
const eur = (amount: number) => ({ amount, currency: 'EUR' });

function bookingOf(changes: object = {}) {
  return {
    roomType: 'STANDARD',
    guestName: 'Jane Doe',
    email: `${uniqueName('guest')}@example.com`,
    ...stay(100),
    ...changes,
  };
}

async function post(json: object, key?: string) {
  return api.call('POST /bookings', { json, ...(key ? { headers: { 'Idempotency-Key': key } } : {}) });
}

/** Books, and returns the id. */
async function booked(json: object = bookingOf()): Promise<string> {
  const { status, body } = await post(json);
  expect(status).toBe(202);
  return (body as { booking_id: string }).booking_id;
}

const read = async (id: string) => (await api.call(`GET /bookings/${id}`)).body as Record<string, unknown>;

async function until(id: string, status: string): Promise<Record<string, unknown>> {
  await expect.poll(async () => (await read(id))['status'], { timeout: 30_000 }).toBe(status);
  return read(id);
}

async function confirmedBooking(json: object = bookingOf()): Promise<string> {
  const id = await booked(json);
  await until(id, 'CONFIRMED');
  return id;
}

async function mailed(email: string, mails: number): Promise<void> {
  await expect.poll(async () => (await mailsTo(email)).length, { timeout: 30_000 }).toBe(mails);
}

/** A room type with one room, of its own. */
async function newSuite(): Promise<string> {
  const roomType = uniqueName('suite');
  await harness.store.db.collection<{ _id: string }>('roomTypes').insertOne({
    ...{ _id: roomType, rooms: 1, pricePerNight: eur(10_000) },
    ...{ nights: {}, holds: [], released: [] },
  });
  return roomType;
}

describe('a booking over HTTP', () => {
  it('is PENDING at once, then CONFIRMED, and mailed', async () => {
    const request = bookingOf();
    const { status, body, headers } = await post(request);
    const { booking_id: id } = body as { booking_id: string };
    expect({ status, body }).toEqual({ status: 202, body: { booking_id: id, status: 'PENDING' } });
    expect(headers.get('location')).toBe(`/bookings/${id}`);
    expect(await until(id, 'CONFIRMED')).toEqual({
      booking_id: id,
      status: 'CONFIRMED',
      ...request,
      confirmation_number: expect.any(String) as string,
    });
    await mailed(request.email, 1);
    const { body: history } = await api.call(`GET /bookings/${id}/history`);
    expect((history as { items: object[] }).items).toEqual([
      { at: expect.stringMatching(/Z$/) as string, status: 'PENDING', reason: expect.any(String) as string },
      {
        at: expect.stringMatching(/Z$/) as string,
        status: 'CONFIRMED',
        reason: expect.any(String) as string,
      },
    ]);
  });

  it('is REJECTED, with the reason, when no room is free or the payment is declined', async () => {
    const roomType = await newSuite();
    await confirmedBooking(bookingOf({ roomType }));
    const late = await booked(bookingOf({ roomType }));
    expect(await until(late, 'REJECTED')).toMatchObject({ error: 'NoRoomAvailable' });
    const poor = await booked(bookingOf({ payment: eur(1013) }));
    expect(await until(poor, 'REJECTED')).toMatchObject({
      error: 'PaymentDeclined',
      cause: 'The payment was declined',
    });
  });

  it.each([
    [{}, 'roomType'],
    [bookingOf({ roomType: 'IGLOO' }), 'roomType'],
    [bookingOf({ guestName: ' ' }), 'guestName'],
    [bookingOf({ email: 'nobody' }), 'email'],
    [bookingOf({ checkInDate: '2027-02-30' }), 'checkInDate'],
    [bookingOf({ checkInDate: dateIn(-2) }), 'checkInDate'],
    [bookingOf({ checkOutDate: dateIn(100) }), 'checkOutDate'],
    [bookingOf({ checkOutDate: dateIn(131) }), 'checkOutDate'],
    [bookingOf({ payment: { amount: 1.5, currency: 'EUR' } }), 'payment.amount'],
    [bookingOf({ pets: 2 }), 'pets'],
  ])('is refused before anything is written: %j', async (json, field) => {
    const { status, body } = await post(json);
    expect(status).toBe(422);
    const fields = (body as { errors: { field: string }[] }).errors.map((error) => error.field);
    expect(fields).toContain(field);
  });

  it('is one booking for one Idempotency-Key, and another body is refused', async () => {
    const request = bookingOf();
    const key = uniqueName('key');
    const replies = await Promise.all([1, 2, 3].map(() => post(request, key)));
    expect(new Set(replies.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect((await post(bookingOf(), key)).status).toBe(409);
  });

  it('is not made again by a repeat when Temporal has forgotten it', async () => {
    const request = bookingOf();
    const key = uniqueName('key');
    const { body } = await post(request, key);
    const { booking_id: id } = body as { booking_id: string };
    await until(id, 'CONFIRMED');
    const forgetful = await startApi(harness, {
      processes: { ...harness.client, describe: () => Promise.resolve(undefined) },
    });
    const again = await forgetful.call('POST /bookings', {
      json: request,
      headers: { 'Idempotency-Key': key },
    });
    await forgetful.stop();
    expect(again.body).toEqual(body);
    expect((await read(id))['status']).toBe('CONFIRMED');
  });

  it.each(['GET /bookings/none', 'GET /bookings/none/history', 'DELETE /bookings/none'] as const)(
    'is not known: %s',
    async (request) => {
      expect((await api.call(request)).status).toBe(404);
    },
  );

  it('cannot be moved when it is not known', async () => {
    expect((await api.call('PATCH /bookings/none', { json: stay(10) })).status).toBe(404);
  });
});

describe('moving', () => {
  it('answers with the moved booking, and frees the old nights', async () => {
    const roomType = await newSuite();
    const id = await confirmedBooking(bookingOf({ roomType }));
    const { status, body } = await api.call(`PATCH /bookings/${id}`, { json: stay(200) });
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { booking_id: id, status: 'CONFIRMED', ...stay(200) },
    });
    await confirmedBooking(bookingOf({ roomType }));
  });

  it('is refused with the reason, and changes nothing, when no room is free', async () => {
    const roomType = await newSuite();
    await confirmedBooking(bookingOf({ roomType, ...stay(200) }));
    const id = await confirmedBooking(bookingOf({ roomType }));
    const before = await read(id);
    const { status, body } = await api.call(`PATCH /bookings/${id}`, { json: stay(199) });
    expect({ status, body }).toMatchObject({ status: 409, body: { reason: 'NoRoomAvailable' } });
    expect(await read(id)).toEqual(before);
  });

  it.each([
    [{ checkInDate: '2027-02-30', checkOutDate: '2027-03-02' }, 'checkInDate'],
    [stay(10, 31), 'checkOutDate'],
    [{ checkInDate: dateIn(5) }, 'checkOutDate'],
    [stay(-3), 'checkInDate'],
  ])('is refused before it starts: %j', async (json, field) => {
    const id = await confirmedBooking();
    const { status, body } = await api.call(`PATCH /bookings/${id}`, { json });
    expect(status).toBe(422);
    expect((body as { errors: { field: string }[] }).errors.map((error) => error.field)).toContain(field);
  });

  it('is done once for one Idempotency-Key, which fetches the same outcome again', async () => {
    const id = await confirmedBooking();
    const headers = { 'Idempotency-Key': uniqueName('key') };
    const move = (days: number, more = {}) =>
      api.call(`PATCH /bookings/${id}`, { json: stay(days), ...more });
    expect((await move(200, { headers })).status).toBe(200);
    expect((await move(210)).status).toBe(200);
    expect((await move(200, { headers })).body).toMatchObject(stay(210));
    expect((await move(220, { headers })).status).toBe(409);
  });

  it('answers 202 when it takes long; the same key fetches the outcome', async () => {
    const id = await confirmedBooking();
    let goOn = () => {};
    const gate = new Promise<void>((resolve) => (goOn = resolve));
    harness.replace('changeBookingDates', async (_, real) => {
      await gate;
      return real();
    });
    const impatient = await startApi(harness, { commandPatienceMs: 50 });
    const move = { json: stay(200), headers: { 'Idempotency-Key': uniqueName('key') } };
    const late = await impatient.call(`PATCH /bookings/${id}`, move);
    goOn();
    await impatient.stop();
    expect(late.status).toBe(202);
    expect(late.headers.get('location')).toMatch(/^\/executions\/move-booking-/);
    const { status, body } = await api.call(`PATCH /bookings/${id}`, move);
    expect({ status, body }).toMatchObject({ status: 200, body: stay(200) });
    const { body: command } = await api.call(`GET ${late.headers.get('location') as '/executions/x'}`);
    expect(command).toMatchObject({ process: 'moveBooking', status: 'COMPLETED' });
  });
});

describe('cancelling', () => {
  it('ends CANCELLED, refunded, with one mail and none after; again gets the same', async () => {
    const request = bookingOf();
    const id = await confirmedBooking(request);
    await mailed(request.email, 1);
    const first = await api.call(`DELETE /bookings/${id}`);
    expect([200, 202]).toContain(first.status);
    expect(first.body).toMatchObject({ booking_id: id, checkInDate: request.checkInDate });
    const cancelled = await until(id, 'CANCELLED');
    const again = await api.call(`DELETE /bookings/${id}`);
    expect({ status: again.status, body: again.body }).toEqual({ status: 200, body: cancelled });
    await harness.client.temporal.workflow.getHandle(`booking-${id}`).result();
    await mailed(request.email, 2);
    const moved = await api.call(`PATCH /bookings/${id}`, { json: stay(200) });
    expect({ status: moved.status, body: moved.body }).toMatchObject({
      status: 409,
      body: { reason: 'BookingCancelled' },
    });
  });

  it('is refused for a booking that was rejected', async () => {
    const id = await booked(bookingOf({ payment: eur(1013) }));
    await until(id, 'REJECTED');
    const { status, body } = await api.call(`DELETE /bookings/${id}`);
    expect({ status, body }).toMatchObject({ status: 409, body: { reason: 'BookingClosed' } });
  });
});

describe('a booking that nobody has begun to work on', () => {
  it('is PENDING, and a cancellation that comes before its record is honoured', async () => {
    await harness.stopWorker(PROCESS_QUEUE);
    const request = bookingOf();
    const id = await booked(request);
    expect(await read(id)).toEqual({ booking_id: id, status: 'PENDING', ...request });
    expect((await api.call(`GET /bookings/${id}/history`)).body).toEqual({ items: [] });
    const cancelling = api.call(`DELETE /bookings/${id}`);
    await harness.startWorker(PROCESS_QUEUE);
    expect([200, 202]).toContain((await cancelling).status);
    await until(id, 'CANCELLED');
  });
});

it('20 requests at once for the last room: one is confirmed', async () => {
  const roomType = await newSuite();
  const ids = await Promise.all(
    Array.from({ length: 20 }, (_, number) => booked(bookingOf({ roomType, ...stay(100 + (number % 3)) }))),
  );
  const over = async () => {
    const statuses = await Promise.all(ids.map(async (id) => (await read(id))['status']));
    return statuses.filter((status) => status !== 'PENDING').sort();
  };
  await expect
    .poll(over, { timeout: 60_000 })
    .toEqual(['CONFIRMED', ...Array.from({ length: 19 }, () => 'REJECTED')]);
});
