import type { Store } from '../store.ts';
import { bookings } from './bookings.ts';
import { checkouts } from './checkouts.ts';
import type { Check, Discrepancy } from './discrepancy.ts';
import { orders } from './orders.ts';
import { rooms } from './rooms.ts';
import { stock } from './stock.ts';

/** Everything that has to add up. */
const checks: Check[] = [
  stock('products'),
  stock('books'),
  stock('points'),
  orders,
  checkouts,
  rooms,
  bookings,
];

/**
 * Checks a store, also one in use, and names every document that is off: nothing of stock, points, rooms and money comes
 * from nowhere or is lost, and each order and booking has exactly what its state says. What is off for a moment only, while a process
 * is changing it, is not reported.
 */
export async function audit(store: Store): Promise<Discrepancy[]> {
  const found = await findAll(store);
  if (found.length === 0) return [];
  const still = new Set((await findAll(store)).map(asText));
  return found.filter((discrepancy) => still.has(asText(discrepancy)));
}

async function findAll(store: Store): Promise<Discrepancy[]> {
  const found: Discrepancy[] = [];
  for (const check of checks) found.push(...(await check(store)));
  return found;
}

const asText = (discrepancy: Discrepancy) => JSON.stringify(discrepancy);
