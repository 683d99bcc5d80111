import { z } from 'zod';

/** An amount of money: an integer in minor units (cents) with its ISO 4217 currency code. */
export const money = z
  .strictObject({
    amount: z.int().min(0).meta({ description: 'Integer in minor units (cents)', example: 2000 }),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code')
      .meta({ example: 'EUR' }),
  })
  .meta({ id: 'Money' });
