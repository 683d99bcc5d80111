import { untouchedStock } from './stock.ts';
import type { Store } from './store.ts';

const unheld = { nights: {}, holds: [], released: [] };

/** Puts the data of the demo in, as far as it is not there: what was sold or moved since stays so. */
export async function seed(store: Store): Promise<void> {
  await insertMissing(store, 'products', [
    { _id: 'demo-item', name: 'Demo item', price: euros(20), ...untouchedStock(1_000_000) },
    { _id: 'rare-item', name: 'Rare item', price: euros(99), ...untouchedStock(1) },
    { _id: 'sold-out-item', name: 'Sold-out item', price: euros(5), ...untouchedStock(0) },
  ]);
  await insertMissing(store, 'books', [
    { _id: '01G4E1A9GF5CZWET09RSBR04PV', title: 'The 10X Rule', price: euros(20), ...untouchedStock(500) },
    {
      _id: '01G4E1A9GFBOYPAJAMAS000002',
      title: 'The Boy in the Striped Pajamas',
      price: euros(75),
      ...untouchedStock(400),
    },
  ]);
  await insertMissing(store, 'users', [
    { _id: '01G4E1AZW2Q1X3QQEYBACQXMFH', name: 'Eduardo Santana', email: 'eduardo.santana@example.com' },
    { _id: '01G4E1AZW2JOHNDOE000000002', name: 'John Doe', email: 'john.doe@example.com' },
  ]);
  await insertMissing(store, 'points', [
    { _id: '01G4E1AZW2Q1X3QQEYBACQXMFH', ...untouchedStock(300) },
    { _id: '01G4E1AZW2JOHNDOE000000002', ...untouchedStock(100) },
  ]);
  await insertMissing(store, 'roomTypes', [
    { _id: 'STANDARD', rooms: 10, pricePerNight: euros(90), ...unheld },
    { _id: 'DELUXE', rooms: 4, pricePerNight: euros(150), ...unheld },
    { _id: 'SUITE', rooms: 1, pricePerNight: euros(320), ...unheld },
  ]);
}

const euros = (amount: number) => ({ amount: amount * 100, currency: 'EUR' });

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
