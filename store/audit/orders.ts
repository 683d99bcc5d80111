import type { OrderRecord } from '../orders.ts';
import type { Store } from '../store.ts';
import type { Discrepancy } from './discrepancy.ts';
import { charges } from './payments.ts';
import { ordersHolding, salesMatch, type StockDocument, totals } from './stock.ts';

/** Failed orders hold nothing and are charged nothing, completed ones are charged, and what was sold is what they say. */
export async function orders(store: Store): Promise<Discrepancy[]> {
  const records = store.db.collection<OrderRecord>('orders');
  const closed = await records.find({ status: { $in: ['Completed', 'Failed'] } }).toArray();

  const products = await store.db.collection<StockDocument>('products').find().toArray();
  const holding = await ordersHolding(store, 'products');
  const charged = await charges(store);

  const sold = (all: OrderRecord[]) =>
    totals(
      all
        .filter(({ status }) => status === 'Completed')
        .flatMap(({ items }) => items.map(({ sku, quantity }): [string, number] => [sku, quantity])),
    );
  const after = sold(await records.find({ status: 'Completed' }).toArray());

  return [
    ...closed.flatMap((order) => problemsOf(order, { charged: charged.get(order._id), holding })),
    ...salesMatch('products', products, { before: new Map(), after }),
  ];
}

function problemsOf(
  { _id: id, status, amount, compensationFailed = [] }: OrderRecord,
  { charged, holding }: { charged: number | undefined; holding: Set<string> },
): Discrepancy[] {
  const problems: string[] = [];
  if (status === 'Failed' && holding.has(id) && !compensationFailed.includes('releaseItems')) {
    problems.push('Failed, but holds items');
  }
  if (status === 'Failed' && charged !== undefined && !compensationFailed.includes('refundPayment')) {
    problems.push(`Failed, but charged ${charged}`);
  }
  if (status === 'Completed' && charged !== amount.amount) {
    problems.push(`Completed, but charged ${charged ?? 0} instead of ${amount.amount}`);
  }
  return problems.map((problem) => ({ collection: 'orders', id, problem }));
}
