import { z } from 'zod';

const NOT_AN_ID = 'must be 1 to 100 of letters, digits, ".", "_" and "-"';

/** An id as the API takes it. Other characters make trouble in workflow ids. */
export const id = z
  .string({ error: ({ input }) => (input === undefined ? undefined : NOT_AN_ID) })
  .regex(/^[A-Za-z0-9._-]{1,100}$/, NOT_AN_ID);

/** Whether the issue is about an id that is there and is none. */
export function isIdIssue({ message }: z.core.$ZodIssue): boolean {
  return message === NOT_AN_ID;
}
