import { z } from 'zod';
import { id } from './ids.ts';

/** The input of `storeCheckout`. The order's id is not in it: it is the execution's. */
export const checkoutInput = z
  .strictObject({
    userId: id.meta({ example: '01G4E1AZW2Q1X3QQEYBACQXMFH' }),
    bookId: id.meta({ example: '01G4E1A9GF5CZWET09RSBR04PV' }),
    quantity: z.int().min(1).max(1000).meta({ example: 50 }),
    redeem: z.boolean().default(false).meta({ description: 'Whether to pay with points as far as they go' }),
  })
  .meta({ id: 'CheckoutInput' });

export type CheckoutInput = z.input<typeof checkoutInput>;

/** What the warehouse answers once an order is prepared. */
export const preparation = z.object({ courier: z.string().trim().min(1).max(200) });

export type Preparation = z.infer<typeof preparation>;
