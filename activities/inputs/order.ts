import { z } from 'zod';
import { id } from './ids.ts';
import { money } from './money.ts';

/** The input of `processOrder`. `{"orderId":"12345"}` alone orders one demo item at its price. */
export const orderInput = z
  .strictObject({
    orderId: id.meta({ example: '12345' }),
    items: z
      .array(z.strictObject({ sku: id.meta({ example: 'demo-item' }), quantity: z.int().min(1).max(1000) }))
      .min(1)
      .max(50)
      .optional(),
    amount: money.optional().meta({ description: 'What to charge; the price of the items unless given' }),
  })
  .meta({ id: 'OrderInput' });

export type OrderInput = z.infer<typeof orderInput>;
export type OrderItem = NonNullable<OrderInput['items']>[number];

/** Pieces of each SKU, with repeated lines added up. */
export function totalQuantities(items: OrderItem[]): Map<string, number> {
  const quantities = new Map<string, number>();
  for (const { sku, quantity } of items) quantities.set(sku, (quantities.get(sku) ?? 0) + quantity);
  return quantities;
}
