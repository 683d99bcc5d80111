import type { Mail } from '../../activities/mailer.ts';
import { untouchedStock } from '../../store/stock.ts';
import type { Store } from '../../store/store.ts';
import { uniqueName } from './isolation.ts';

/** A book of its own for a test, at 20.00 unless given. Returns its id. */
export async function newBook(
  store: Store,
  { quantity = 100, price = 2000 }: { quantity?: number; price?: number } = {},
): Promise<string> {
  const bookId = uniqueName('book');
  await store.books.insertOne({
    _id: bookId,
    title: 'Of Mice & Men',
    price: { amount: price, currency: 'EUR' },
    ...untouchedStock(quantity),
  });
  return bookId;
}

/** A user of its own for a test. Returns the id; the address is `<id>@example.com`. */
export async function newUser(store: Store, { points = 0 }: { points?: number } = {}): Promise<string> {
  const userId = uniqueName('user');
  await store.users.insertOne({ _id: userId, name: 'Curley <b>', email: `${userId}@example.com` });
  await store.db.collection<{ _id: string }>('points').insertOne({ _id: userId, ...untouchedStock(points) });
  return userId;
}

/** What is free, held and sold of a book. */
export async function shelfOf(store: Store, bookId: string) {
  const book = await store.books.findOne({ _id: bookId });
  return {
    free: book?.quantity,
    held: book?.reservations.reduce((sum, { quantity }) => sum + quantity, 0),
    sold: book?.sold,
  };
}

/** A mailer that keeps what it is given instead of sending it. */
export function recordingMailer() {
  const sent: Mail[] = [];
  return {
    sent,
    send: (mail: Mail) => {
      sent.push(mail);
      return Promise.resolve();
    },
  };
}
