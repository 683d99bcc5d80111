const DAY = 24 * 60 * 60 * 1000;

/** Two calendar dates, YYYY-MM-DD. */
export interface Stay {
  checkInDate: string;
  checkOutDate: string;
}

/** The calendar date, in UTC, of an instant. */
export function calendarDate(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}

/** The nights of a stay: the days from check-in up to the day before check-out. */
export function nightsOf({ checkInDate, checkOutDate }: Stay): string[] {
  const first = Date.parse(`${checkInDate}T00:00:00Z`);
  const nights = Math.round((Date.parse(`${checkOutDate}T00:00:00Z`) - first) / DAY);
  return Array.from({ length: nights }, (_, night) => calendarDate(new Date(first + night * DAY)));
}
