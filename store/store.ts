import { MongoClient } from 'mongodb';
import { type BookingRecord, createBookings } from './bookings.ts';
import type { Book } from './books.ts';
import { createCallbacks, type Callback } from './callbacks.ts';
import { createCheckouts, type CheckoutRecord } from './checkouts.ts';
import { createIdempotencyKeys, type IdempotencyKey } from './idempotency-keys.ts';
import { createMailboxes, type Mailbox } from './mailboxes.ts';
import { createOrders, type OrderRecord } from './orders.ts';
import { createPayments, type Payment } from './payments.ts';
import { createPoints, type PointAccount } from './points.ts';
import type { Product } from './products.ts';
import { createRooms, type RoomType } from './rooms.ts';
import { createStatusItems, type StatusItemRecord } from './status-items.ts';
import { createStock } from './stock.ts';
import type { User } from './users.ts';

/** `mongodb://…/<database>`; the program's own default is the stack on this machine. */
export const DEFAULT_MONGODB_URI = 'mongodb://127.0.0.1:27017/twinstep';

/**
 * Connects to the store at `uri`.
 *
 * Writes are acknowledged by a majority and journalled. The driver does not retry them: an activity's retry policy
 * does, and every operation may be repeated.
 */
export async function connectStore(uri: string) {
  const client = new MongoClient(uri, {
    retryWrites: false,
    retryReads: false,
    writeConcern: { w: 'majority', journal: true },
    serverSelectionTimeoutMS: 5_000,
    timeoutMS: 8_000,
    maxPoolSize: 20,
    ignoreUndefined: true,
  });
  await client.connect();
  const db = client.db();
  const bookings = createBookings(db.collection<BookingRecord>('bookings'));
  await bookings.createIndexes();
  const products = db.collection<Product>('products');
  const books = db.collection<Book>('books');

  return {
    db,
    products,
    productStock: createStock(products),
    books,
    bookStock: createStock(books),
    users: db.collection<User>('users'),
    points: createPoints(db.collection<PointAccount>('points')),
    checkouts: createCheckouts(db.collection<CheckoutRecord>('checkouts')),
    callbacks: createCallbacks(db.collection<Callback>('callbacks')),
    orders: createOrders(db.collection<OrderRecord>('orders')),
    payments: createPayments(db.collection<Payment>('payments')),
    mailboxes: createMailboxes(db.collection<Mailbox>('mailboxes')),
    bookings,
    rooms: createRooms(db.collection<RoomType>('roomTypes')),
    statusItems: createStatusItems(db.collection<StatusItemRecord>('statusItems')),
    idempotencyKeys: createIdempotencyKeys(db.collection<IdempotencyKey>('idempotencyKeys')),

    /** Rejects when the server does not answer. */
    async ping(): Promise<void> {
      await db.command({ ping: 1 });
    },

    async close(): Promise<void> {
      await client.close();
    },
  };
}

export type Store = Awaited<ReturnType<typeof connectStore>>;
