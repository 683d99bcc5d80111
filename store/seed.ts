import type { Store } from './store.ts';

const unsold = { sold: 0, reservations: [], released: [], settled: [] };

/** Puts the data of the demo in, as far as it is not there: what was sold or moved since stays so. */
export async function seed(store: Store): Promise<void> {
  await insertMissing(store, 'products', [
    {
      _id: 'demo-item',
      name: 'Demo item',
      price: { amount: 2000, currency: 'EUR' },
      quantity: 1_000_000,
      ...unsold,
    },
    { _id: 'rare-item', name: 'Rare item', price: { amount: 9900, currency: 'EUR' }, quantity: 1, ...unsold },
    {
      _id: 'sold-out-item',
      name: 'Sold-out item',
      price: { amount: 500, currency: 'EUR' },
      quantity: 0,
      ...unsold,
    },
  ]);
}

async function insertMissing(
  store: Store,
  collection: string,
  documents: ({ _id: string } & Record<string, unknown>)[],
): Promise<void> {
  for (const { _id, ...fields } of documents) {
    await store.db
      .collection<{ _id: string } & Record<string, unknown>>(collection)
      .updateOne({ _id }, { $setOnInsert: fields }, { upsert: true });
  }
}
