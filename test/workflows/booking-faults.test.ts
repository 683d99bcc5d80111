import { describe, expect, it } from 'vitest';
import { MailRefused } from '../../activities/mailer.ts';
import { failureOf } from '../setup/failures.ts';
import {
  book,
  cancel,
  confirmed,
  expectMails,
  harness,
  mailsOf,
  move,
  nothingHeld,
  paymentOf,
  record,
  request,
  roomsOf,
  stayIn,
  takeRoom,
  useHotel,
} from '../setup/hotel.ts';

useHotel();

it('is moved only where rooms are free, else stays as it was', async () => {
  const taken = await stayIn(60);
  await takeRoom('SUITE', taken);
  const mine = await book({ ...(await request(30)), roomType: 'SUITE' });
  await confirmed(mine.id);
  const before = await record(mine.id);
  const refused = move(mine.id, await stayIn(58)).catch(failureOf);
  expect(await refused).toEqual({ type: 'NoRoomAvailable', message: 'No room is free on these nights' });
  const { checkInDate, checkOutDate } = await record(mine.id);
  expect({ checkInDate, checkOutDate }).toEqual({
    checkInDate: before.checkInDate,
    checkOutDate: before.checkOutDate,
  });
  expect(await move(mine.id, await stayIn(31, 4))).toMatchObject({ status: 'CONFIRMED' });
  expect(await mine.result()).toMatchObject({ status: 'COMPLETED' });
  await harness.store.rooms.release('SUITE', 'somebody');
  expect(await roomsOf('SUITE')).toEqual(nothingHeld);
});

it('does everything once though every answer is lost once', async () => {
  const lost = new Set<string>();
  const names = [
    ...[
      'receiveBookingRequest',
      'takePayment',
      'confirmBooking',
      'sendConfirmationEmail',
      'sendWelcomeEmail',
    ],
    ...[
      'sendArrivalReminder',
      'beginStay',
      'sendSurvey',
      'completeBooking',
      'readBooking',
      'changeBookingDates',
      'requestCancellation',
    ],
    ...['releaseRooms', 'refundBooking', 'closeBooking', 'sendCancellationEmail', 'sendSignal'],
  ];
  for (const activity of names) {
    harness.replace(activity, async (_, real) => {
      const answer = await real();
      if (lost.has(activity)) return answer;
      lost.add(activity);
      throw new Error('the answer was lost');
    });
  }
  const stays = await book(await request(30));
  await confirmed(stays.id);
  await move(stays.id, await stayIn(40));
  expect(await stays.result()).toMatchObject({ status: 'COMPLETED' });
  const goes = await book(await request(30));
  await confirmed(goes.id);
  await cancel(goes.id);
  expect(await goes.result()).toMatchObject({ status: 'CANCELLED' });
  expect([...lost].sort()).toEqual(names.toSorted());
  expectMails(mailsOf(stays.id), { cancelled: false, commandedAt: 0 });
  expect(mailsOf(goes.id).map(({ mail }) => mail)).toEqual(['confirmation', 'cancellation']);
  expect((await record(stays.id)).commands).toHaveLength(1);
  expect(await roomsOf('STANDARD')).toEqual(nothingHeld);
  expect([await paymentOf(stays.id), await paymentOf(goes.id)]).toEqual(['charged', 'refunded']);
});

it('gives everything back when the process itself is cancelled', async () => {
  const { id, result } = await book(await request(30));
  await confirmed(id);
  await harness.client.temporal.workflow.getHandle(`booking-${id}`).cancel();
  await expect(result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
  expect((await record(id)).history.at(-1)).toMatchObject({
    status: 'CANCELLED',
    reason: 'The process was cancelled',
  });
  expect(mailsOf(id).map(({ mail }) => mail)).toEqual(['confirmation', 'cancellation']);
  expect(await paymentOf(id)).toBe('refunded');
  expect(await roomsOf('STANDARD')).toEqual(nothingHeld);
});

it('refuses what comes late', async () => {
  let late: () => Promise<unknown> = () => Promise.resolve();
  harness.replace('takePayment', (_, real) => {
    late = real;
    return Promise.reject(new Error('no answer'));
  });
  const { id, result } = await book(await request(30));
  expect(await result().catch(failureOf)).toMatchObject({ message: 'no answer' });
  await expect(late()).rejects.toMatchObject({ type: 'PaymentClosed' });
  const lateHold = { roomType: 'STANDARD', bookingId: id, from: undefined, nights: ['2400-01-01'] };
  expect(await harness.store.rooms.change(lateHold)).toBe('over');
  expect(await record(id)).toMatchObject({ status: 'REJECTED', cause: 'no answer' });
  expect(await paymentOf(id)).toBe('void');
  expect(await roomsOf('STANDARD')).toEqual(nothingHeld);
});

describe('a mail that the server refuses', () => {
  it.each([
    { name: 'is tried again', attempts: 3, undelivered: false },
    { name: 'is given up after a day, and the booking goes on', attempts: 1e9, undelivered: true },
  ])('$name', async ({ attempts, undelivered }) => {
    const { id, result } = await book(await request(30));
    await confirmed(id);
    let refused = 0;
    const send = harness.deps.mailer.send.bind(harness.deps.mailer);
    harness.deps.mailer.send = (mail) =>
      mail.messageId.includes('.welcome@') && ++refused <= attempts
        ? Promise.reject(new MailRefused('mailbox full'))
        : send(mail);
    const outcome = await result();
    harness.deps.mailer.send = send;
    expect(outcome.status).toBe('COMPLETED');
    expect((await record(id)).mails.welcome?.state).toBe(undelivered ? 'undelivered' : 'claimed');
    expect(mailsOf(id).map(({ mail }) => mail)).toEqual([
      ...['confirmation', ...(undelivered ? [] : ['welcome']), 'arrivalReminder', 'survey'],
    ]);
  });
});
