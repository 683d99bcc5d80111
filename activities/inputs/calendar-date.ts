import { z } from 'zod';
import { calendarDate } from '../../store/stay.ts';

const DAY = 24 * 60 * 60 * 1000;

/** Whether `text` is YYYY-MM-DD and the calendar has that day. */
export function isCalendarDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const midnight = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(midnight) && calendarDate(new Date(midnight)) === text;
}

/** The instant at `time` (HH:MM, UTC) on the day that is `days` after `date`. */
export function instantOn(date: string, time: string, days = 0): Date {
  return new Date(Date.parse(`${date}T${time}:00Z`) + days * DAY);
}

/** A calendar date: YYYY-MM-DD, a day that the calendar has. */
export const dateInput = z
  .string()
  .refine(isCalendarDate, 'must be a calendar date: YYYY-MM-DD')
  .meta({ format: 'date', example: '2027-05-01' });
