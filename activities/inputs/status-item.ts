import { z } from 'zod';
import { id } from './ids.ts';
import { instant } from './instant.ts';

/** A Step Functions execution lives one year: what waits longer could not be exported. */
const MAX_DAYS_AHEAD = 360;

const startTimestamp = (clock: () => Date) =>
  instant.refine(
    (at) => at.getTime() - clock().getTime() <= MAX_DAYS_AHEAD * 24 * 60 * 60 * 1000,
    `must be at most ${String(MAX_DAYS_AHEAD)} days ahead`,
  );

/** The input of `changeStatusWhenDue` and of `rescheduleStatusChange`. */
export const statusItemInput = (clock: () => Date) =>
  z
    .strictObject({ Id: id.meta({ example: 'item-1' }), StartTimestamp: startTimestamp(clock) })
    .meta({ id: 'StatusItemInput' });

/** The input of `cancelStatusChange`. */
export const statusItemId = z.strictObject({ Id: id });

export type StatusItemInput = z.input<ReturnType<typeof statusItemInput>>;
export type StatusItemId = z.input<typeof statusItemId>;
