import { add, order } from '../proxies.ts';

export async function program({ id }: { id: string }): Promise<number> {
  const { items } = await order({ id });
  const totals = await Promise.all(
    items.map(async ({ price, quantity }) => await add({ a: price * quantity, b: 1 })),
  );
  return totals.reduce((sum, total) => sum + total, 0);
}
export const inputs = [{ id: 'm' }];
export const unordered = true;
