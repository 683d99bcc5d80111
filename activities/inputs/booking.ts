import { z } from 'zod';
import { calendarDate, nightsOf, type Stay } from '../../store/stay.ts';
import { dateInput } from './calendar-date.ts';
import { id } from './ids.ts';
import { money } from './money.ts';

const MAX_NIGHTS = 30;

const stay = { checkInDate: dateInput, checkOutDate: dateInput };

/** Refuses a stay that ends before it begins, began before today (UTC), or is too long. */
const possibleStay = (clock: () => Date) => (context: z.core.ParsePayload<Stay>) => {
  const { checkInDate, checkOutDate } = context.value;
  const refuse = (field: keyof Stay, message: string) =>
    context.issues.push({ code: 'custom', input: context.value[field], path: [field], message });
  if (checkInDate < calendarDate(clock())) refuse('checkInDate', 'must not be in the past');
  if (checkOutDate <= checkInDate) refuse('checkOutDate', 'must be after check-in');
  else if (nightsOf(context.value).length > MAX_NIGHTS) {
    refuse('checkOutDate', `must be at most ${String(MAX_NIGHTS)} nights after check-in`);
  }
};

/** The input of `bookHotelRoom`. */
export const bookingInput = (clock: () => Date) =>
  z
    .strictObject({
      roomType: z.string().min(1).max(100).meta({ example: 'STANDARD' }),
      guestName: z
        .string()
        .trim()
        .min(1)
        .max(200)
        .regex(/^\P{Cc}*$/u, 'must not have control characters')
        .meta({ example: 'Jane Doe' }),
      email: z.email().max(254).meta({ example: 'jane.doe@example.com' }),
      ...stay,
      payment: money.optional().meta({ description: 'What to charge; the price of the nights unless given' }),
    })
    .check(possibleStay(clock))
    .meta({ id: 'BookingInput' });

/** The dates to which `moveBooking` moves. */
export const stayInput = (clock: () => Date) =>
  z.strictObject(stay).check(possibleStay(clock)).meta({ id: 'StayInput' });

/** The id of a booking. */
export const bookingId = z.strictObject({ bookingId: id });

export type BookingInput = z.input<ReturnType<typeof bookingInput>>;
