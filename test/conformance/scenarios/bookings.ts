import { calendarDate } from '../../../store/stay.ts';
import type { Happening, Scenario, Setting } from '../scenario.ts';
import { fails, failsForGood, losesAnswer } from '../scenario.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** The calendar date so many days after the start. */
const date = ({ start }: Setting, days: number) => calendarDate(new Date(start.getTime() + days * DAY));

/** Three nights from so many days after the start. */
const stay = (setting: Setting, days: number) => ({
  checkInDate: date(setting, days),
  checkOutDate: date(setting, days + 3),
});

/** When it is `time` o'clock, UTC, on the day that is `days` after the start's. */
const at = (days: number, time: string) => (setting: Setting) => {
  const instant = Date.parse(`${date(setting, days)}T${time}:00Z`);
  return `${String((instant - setting.start.getTime()) / 1000)} seconds`;
};

/** A booking for check-in on day 30. */
const booking = ({
  request = () => ({}),
  ...scenario
}: Omit<Scenario, 'process' | 'input'> & { request?: (setting: Setting) => object }): Scenario => ({
  ...scenario,
  process: 'bookHotelRoom',
  input: (setting) => ({
    ...{ roomType: 'STANDARD', guestName: 'Jane Doe', email: 'jane.doe@example.com' },
    ...stay(setting, 30),
    ...request(setting),
  }),
});

const move = (after: Happening['after'], days: number): Happening => ({
  after,
  run: 'moveBooking',
  input: (setting) => ({ bookingId: setting.id, ...stay(setting, days) }),
});
const cancel = (after: Happening['after']): Happening => ({
  after,
  run: 'cancelBooking',
  input: ({ id }) => ({ bookingId: id }),
});

const opening = ['receiveBookingRequest', 'takePayment', 'confirmBooking', 'sendConfirmationEmail'];
const afterWelcome = ['sendArrivalReminder', 'beginStay', 'sendSurvey', 'completeBooking'];
const staying = ['sendWelcomeEmail', ...afterWelcome];
const moved = ['changeBookingDates', 'sendSignal', 'readBooking'];
const cancelled = ['requestCancellation', 'sendSignal', 'readBooking'];
const undone = ['refundBooking', 'releaseRooms', 'closeBooking'];
const goodbye = [...undone, 'sendCancellationEmail'];

const completes = { output: { status: 'COMPLETED' } };
const endsCancelled = { output: { status: 'CANCELLED' } };

const DAY_10 = '10 days';
/** Between the second and the third attempt at the refund of a booking that was cancelled on day 10. */
const WHILE_UNDOING = '864002 seconds';
const EVENING_BEFORE = at(29, '20:00');
const MORNING = at(30, '10:00');
const DURING_STAY = at(31, '12:00');

const roomTaken =
  (roomType: string, days: number): NonNullable<Scenario['given']> =>
  (store, setting) =>
    store.rooms.change({
      ...{ roomType, bookingId: 'somebody', from: undefined },
      nights: [0, 1, 2].map((night) => date(setting, days + night)),
    });

const suite = () => ({ roomType: 'SUITE' });
const eur = (amount: number) => () => ({ payment: { amount, currency: 'EUR' } });

export const bookings: Scenario[] = [
  booking({ name: 'a stay, with all its mails', ends: completes, calls: [...opening, ...staying] }),
  booking({
    name: 'check-in today',
    request: (setting) => stay(setting, 0),
    ends: completes,
    calls: [...opening, ...staying],
  }),
  booking({
    name: 'check-in in 300 days',
    request: (setting) => stay(setting, 300),
    ends: completes,
    calls: [...opening, ...staying],
  }),
  booking({
    name: 'no room is free',
    request: suite,
    given: roomTaken('SUITE', 32),
    ends: { error: 'NoRoomAvailable', cause: 'No room is free on these nights' },
    calls: ['receiveBookingRequest', 'notifyNoAvailability', 'releaseRooms', 'closeBooking'],
  }),
  booking({
    name: 'a room is free up to the day that another stay begins',
    request: suite,
    given: roomTaken('SUITE', 33),
    ends: completes,
    calls: [...opening, ...staying],
  }),
  booking({
    name: 'the payment is declined',
    request: eur(1013),
    ends: { error: 'PaymentDeclined', cause: 'The payment was declined' },
    calls: ['receiveBookingRequest', 'takePayment', ...undone],
  }),
  booking({
    name: 'the payment provider is down',
    request: eur(1014),
    ends: { error: 'GatewayUnavailable', cause: 'The payment provider cannot be reached' },
    calls: ['receiveBookingRequest', ...Array.from({ length: 4 }, () => 'takePayment'), ...undone],
  }),
  booking({
    name: 'a date that the calendar does not have',
    request: () => ({ checkInDate: '2027-02-30' }),
    ends: { error: 'InvalidInput', cause: /^checkInDate: / },
    calls: ['receiveBookingRequest', 'releaseRooms', 'closeBooking'],
  }),
  booking({
    name: 'a room type that the hotel does not have',
    request: () => ({ roomType: 'IGLOO' }),
    ends: { error: 'InvalidInput', cause: /^roomType: / },
    calls: ['receiveBookingRequest', 'releaseRooms', 'closeBooking'],
  }),
  booking({
    name: 'cancelled while it is PENDING',
    faults: { takePayment: fails(1) },
    happenings: [cancel('0.5 seconds')],
    ends: endsCancelled,
    calls: [
      'receiveBookingRequest',
      'takePayment',
      'requestCancellation',
      'sendSignal',
      'takePayment',
      ...goodbye,
    ],
  }),
  booking({
    name: 'cancelled before the welcome',
    happenings: [cancel(DAY_10)],
    ends: endsCancelled,
    calls: [...opening, ...cancelled, ...goodbye],
  }),
  booking({
    name: 'cancelled between welcome and reminder',
    happenings: [cancel(EVENING_BEFORE)],
    ends: endsCancelled,
    calls: [...opening, 'sendWelcomeEmail', ...cancelled, ...goodbye],
  }),
  booking({
    name: 'cancelled between reminder and check-in',
    happenings: [cancel(MORNING)],
    ends: endsCancelled,
    calls: [...opening, 'sendWelcomeEmail', 'sendArrivalReminder', ...cancelled, ...goodbye],
  }),
  booking({
    name: 'cancelled twice',
    faults: { refundBooking: fails(2) },
    happenings: [cancel(DAY_10), cancel(WHILE_UNDOING)],
    ends: endsCancelled,
    calls: [
      ...[...opening, ...cancelled, 'refundBooking', 'refundBooking'],
      ...['requestCancellation', 'sendSignal', ...goodbye],
    ],
  }),
  booking({
    name: 'not to be cancelled or moved during the stay',
    happenings: [cancel(DURING_STAY), move(DURING_STAY, 60)],
    ends: completes,
    calls: [
      ...opening,
      ...['sendWelcomeEmail', 'sendArrivalReminder', 'beginStay'],
      ...['requestCancellation', 'changeBookingDates', 'sendSurvey', 'completeBooking'],
    ],
  }),
  booking({
    name: 'moved to later',
    happenings: [move(DAY_10, 60)],
    ends: completes,
    calls: [...opening, ...moved, ...staying],
  }),
  booking({
    name: 'moved to earlier',
    happenings: [move(DAY_10, 15)],
    ends: completes,
    calls: [...opening, ...moved, ...staying],
  }),
  booking({
    name: 'moved by a night, which it holds already',
    happenings: [move(DAY_10, 31)],
    ends: completes,
    calls: [...opening, ...moved, ...staying],
  }),
  booking({
    name: 'moved into the past of its next mail',
    happenings: [move('10 days', 11)],
    ends: completes,
    calls: [...opening, ...moved, ...staying],
  }),
  booking({
    name: 'moved after the welcome, which is not sent again',
    happenings: [move(EVENING_BEFORE, 60)],
    ends: completes,
    calls: [...opening, 'sendWelcomeEmail', ...moved, ...afterWelcome],
  }),
  booking({
    name: 'moved after the reminder',
    happenings: [move(MORNING, 60)],
    ends: completes,
    calls: [
      ...opening,
      ...['sendWelcomeEmail', 'sendArrivalReminder', ...moved],
      ...['beginStay', 'sendSurvey', 'completeBooking'],
    ],
  }),
  booking({
    name: 'moved twice: the last one wins',
    happenings: [move(DAY_10, 60), move('20 days', 40)],
    ends: completes,
    calls: [...opening, ...moved, ...moved, ...staying],
  }),
  booking({
    name: 'moved, then cancelled',
    happenings: [move(DAY_10, 60), cancel('20 days')],
    ends: endsCancelled,
    calls: [...opening, ...moved, ...cancelled, ...goodbye],
  }),
  booking({
    name: 'not moved where no room is free; the record has changed, so the welcome reads it again',
    request: suite,
    given: roomTaken('SUITE', 60),
    happenings: [move(DAY_10, 62)],
    ends: completes,
    calls: [...opening, 'changeBookingDates', 'sendWelcomeEmail', ...staying],
  }),
  booking({
    name: 'not moved once it is cancelled',
    faults: { refundBooking: fails(2) },
    happenings: [cancel(DAY_10), move(WHILE_UNDOING, 60)],
    ends: endsCancelled,
    calls: [
      ...[...opening, ...cancelled, 'refundBooking', 'refundBooking'],
      ...['changeBookingDates', ...goodbye],
    ],
  }),
  booking({
    name: 'woken for nothing, and waiting on',
    happenings: [
      { after: DAY_10, signal: 'bookingChanged', payload: {} },
      { after: '11 days', signal: 'other', payload: {} },
    ],
    ends: completes,
    calls: [...opening, 'readBooking', ...staying],
  }),
  booking({
    name: 'a signal before anybody waits for it',
    faults: { takePayment: fails(1) },
    happenings: [{ after: '0.5 seconds', signal: 'bookingChanged', payload: {} }],
    ends: completes,
    calls: [
      ...['receiveBookingRequest', 'takePayment', 'takePayment', 'confirmBooking', 'sendConfirmationEmail'],
      ...['readBooking', ...staying],
    ],
  }),
  booking({
    name: 'every answer is lost once',
    faults: Object.fromEntries([...opening, ...staying].map((activity) => [activity, losesAnswer(1)])),
    ends: completes,
    calls: [...opening, ...staying].flatMap((activity) => [activity, activity]),
  }),
  booking({
    name: 'the rooms cannot be given back at first',
    request: eur(1013),
    faults: { releaseRooms: fails(2) },
    ends: { error: 'PaymentDeclined', cause: 'The payment was declined' },
    calls: [
      ...['receiveBookingRequest', 'takePayment', 'refundBooking'],
      ...['releaseRooms', 'releaseRooms', 'releaseRooms', 'closeBooking'],
    ],
  }),
  booking({
    name: 'the money can never be given back',
    happenings: [cancel(DAY_10)],
    faults: { refundBooking: failsForGood() },
    ends: endsCancelled,
    calls: [
      ...[...opening, ...cancelled],
      ...Array.from({ length: 180 }, () => 'refundBooking'),
      ...['releaseRooms', 'closeBooking', 'sendCancellationEmail'],
    ],
  }),
  {
    name: 'a booking that is not known',
    process: 'moveBooking',
    input: (setting) => ({ bookingId: 'nobody', ...stay(setting, 30) }),
    ends: { error: 'BookingNotFound', cause: 'There is no booking nobody' },
    calls: ['changeBookingDates'],
  },
  {
    name: 'a booking that is not known',
    process: 'cancelBooking',
    input: () => ({ bookingId: 'nobody' }),
    ends: { error: 'BookingNotFound', cause: 'There is no booking nobody' },
    calls: ['requestCancellation'],
  },
  {
    name: 'to a stay that ends before it begins',
    process: 'moveBooking',
    input: (setting) => ({
      ...{ bookingId: 'nobody', checkInDate: date(setting, 30) },
      checkOutDate: date(setting, 29),
    }),
    ends: { error: 'InvalidInput', cause: /^checkOutDate: / },
    calls: ['changeBookingDates'],
  },
];
