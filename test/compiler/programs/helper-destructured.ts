import type { Order } from '../activities.ts';
import { double, order } from '../proxies.ts';

export async function program({ id }: { id: string }): Promise<number> {
  const found = await order({ id });
  return await totalOf(found, { discount: 10 });
}

async function totalOf(
  { items: [first] }: Order,
  { discount = 0, shipping = 5 }: { discount?: number; shipping?: number },
): Promise<number> {
  const base = await double({ n: first?.price ?? 0 });
  return base - discount + shipping;
}
export const inputs = [{ id: 'z' }];
