import type { Payment } from '../payments.ts';
import type { Store } from '../store.ts';

/** What each order is charged, in minor units, by the id of its payment. What was refunded is not in it. */
export async function charges({ db }: Store): Promise<Map<string, number>> {
  const charged = await db.collection<Payment>('payments').find({ state: 'charged' }).toArray();
  return new Map(charged.map(({ _id, amount }) => [_id, amount.amount]));
}
