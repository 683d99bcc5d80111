import { add, order } from '../proxies.ts';

export async function program({ id }: { id: string }): Promise<number> {
  const { items } = await order({ id });
  let total = 0;
  for (const { price, quantity = 1 } of items) {
    total += await add({ a: price * quantity, b: 0 });
  }
  return total;
}
export const inputs = [{ id: 'a' }];
