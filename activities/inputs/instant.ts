import { z } from 'zod';
import { isCalendarDate } from './calendar-date.ts';

const RFC_3339 =
  /^(?<date>\d{4}-\d{2}-\d{2})[Tt](?<time>(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:\.(?<fraction>\d+))?(?<offset>[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/**
 * An instant as RFC 3339 has it, with any offset. It reads as a Date, whose millisecond is never before the instant: a
 * smaller fraction counts as a whole one.
 */
export const instant = z
  .string()
  .transform((text, context) => {
    const read = readInstant(text);
    if (read) return read;
    context.addIssue('must be an instant as in RFC 3339: 2027-01-31T15:00:00Z, 2027-01-31T16:00:00.5+01:00');
    return z.NEVER;
  })
  .meta({ format: 'date-time', example: '2027-01-31T16:00:00+01:00' });

function readInstant(text: string): Date | undefined {
  const parts = RFC_3339.exec(text)?.groups;
  if (!parts?.['date'] || !isCalendarDate(parts['date'])) return undefined;
  const { date, time, fraction = '', offset } = parts;
  const milliseconds = Date.parse(
    `${date}T${String(time)}.${fraction.slice(0, 3).padEnd(3, '0')}${String(offset).toUpperCase()}`,
  );
  return new Date(milliseconds + (/[1-9]/.test(fraction.slice(3)) ? 1 : 0));
}
