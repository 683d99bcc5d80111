import type { CheckoutRecord } from '../checkouts.ts';
import type { Store } from '../store.ts';
import type { Discrepancy } from './discrepancy.ts';
import { charges } from './payments.ts';
import { ordersHolding, salesMatch, type StockDocument, totals } from './stock.ts';

/** Closed checkouts hold nothing and are charged what they say, and what was sold and used is what they say. */
export async function checkouts(store: Store): Promise<Discrepancy[]> {
  const records = store.db.collection<CheckoutRecord>('checkouts');
  const closed = await records.find({ status: { $in: ['Dispatched', 'Failed'] } }).toArray();

  const books = await store.db.collection<StockDocument>('books').find().toArray();
  const accounts = await store.db.collection<StockDocument>('points').find().toArray();
  const holding = {
    restoreStockQuantity: await ordersHolding(store, 'books'),
    restoreRedeemPoints: await ordersHolding(store, 'points'),
  };
  const charged = await charges(store);

  const dispatched = closed.filter(({ status }) => status === 'Dispatched');
  const leaving = await records.find({ decided: 'dispatch' }).toArray();
  const copies = (orders: CheckoutRecord[]) =>
    totals(orders.map(({ bookId = '', quantity = 0 }) => [bookId, quantity]));
  const points = (orders: CheckoutRecord[]) =>
    totals(orders.map(({ userId = '', pointsRedeemed = 0 }) => [userId, pointsRedeemed]));

  return [
    ...closed.flatMap((order) =>
      problemsOf(order, { charged: charged.get(`checkout-${order._id}`) ?? 0, holding }),
    ),
    ...salesMatch('books', books, { before: copies(dispatched), after: copies(leaving) }),
    ...salesMatch('points', accounts, { before: points(dispatched), after: points(leaving) }),
  ];
}

function problemsOf(
  { _id: id, status, decided, amountBilled, compensationFailed = [] }: CheckoutRecord,
  { charged, holding }: { charged: number; holding: Record<string, Set<string>> },
): Discrepancy[] {
  const problems: string[] = [];
  for (const [compensation, orders] of Object.entries(holding)) {
    if (orders.has(id) && !compensationFailed.includes(compensation)) {
      problems.push(`${status}, but holds what ${compensation} gives back`);
    }
  }
  const due = status === 'Dispatched' ? (amountBilled?.amount ?? 0) : 0;
  if (charged !== due && !compensationFailed.includes('refundCustomer')) {
    problems.push(`${status}, but charged ${charged} instead of ${due}`);
  }
  if (decided !== (status === 'Dispatched' ? 'dispatch' : 'undo')) {
    problems.push(`${status}, but decided as ${decided ?? 'open'}`);
  }
  return problems.map((problem) => ({ collection: 'checkouts', id, problem }));
}
