import { z } from 'zod';

/** The input of `orderPizza`. */
export const pizzaInput = z
  .strictObject({
    flavour: z.string().regex(/\S/, 'must not be empty').max(200).meta({ example: 'margherita' }),
  })
  .meta({ id: 'PizzaInput' });

export type PizzaInput = z.infer<typeof pizzaInput>;
