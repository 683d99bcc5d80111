import { z } from 'zod';

/** An id as the API takes it. Other characters make trouble in workflow ids. */
export const id = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,100}$/, 'must be 1 to 100 of letters, digits, ".", "_" and "-"');
