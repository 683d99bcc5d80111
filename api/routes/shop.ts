import { z } from 'zod';
import { id } from '../../activities/inputs/ids.ts';
import { money } from '../../activities/inputs/money.ts';
import type { ApiDeps } from '../api.ts';
import { Problem } from '../problem.ts';
import { type Route, route } from '../route.ts';
import type { Book } from '../../store/books.ts';

const book = z
  .object({
    bookId: id,
    title: z.string(),
    price: money,
    quantity: z.int().meta({ description: 'Copies free to be ordered' }),
  })
  .meta({ id: 'Book' });

const user = z
  .object({
    userId: id,
    name: z.string(),
    email: z.string(),
    points: z.int().meta({ description: 'Points free to be used; one is worth one whole currency unit' }),
  })
  .meta({ id: 'User' });

const MOST_BOOKS = 1000;

/** What the store sells and to whom, as it stands. */
export function shopRoutes({ store }: Pick<ApiDeps, 'store'>): Route[] {
  return [
    route({
      method: 'get',
      path: '/books',
      operationId: 'listBooks',
      tag: 'Checkouts',
      summary: `The books on sale, by title; ${MOST_BOOKS} at most`,
      answers: { 200: { description: 'The books', schema: z.object({ items: z.array(book) }) } },
      async handle() {
        const books = await store.books.find().sort({ title: 1, _id: 1 }).limit(MOST_BOOKS).toArray();
        return { status: 200, body: { items: books.map(asBook) } };
      },
    }),

    route({
      method: 'get',
      path: '/books/{bookId}',
      operationId: 'getBook',
      tag: 'Checkouts',
      summary: 'A book',
      params: z.object({ bookId: id.meta({ example: '01G4E1A9GF5CZWET09RSBR04PV' }) }),
      answers: { 200: { description: 'The book as it stands', schema: book } },
      problems: { 404: 'There is no such book' },
      async handle({ params: { bookId } }) {
        const found = await store.books.findOne({ _id: bookId });
        if (!found) throw new Problem('not-found', 'There is no such book');
        return { status: 200, body: asBook(found) };
      },
    }),

    route({
      method: 'get',
      path: '/users/{userId}',
      operationId: 'getUser',
      tag: 'Checkouts',
      summary: 'A customer',
      params: z.object({ userId: id.meta({ example: '01G4E1AZW2Q1X3QQEYBACQXMFH' }) }),
      answers: { 200: { description: 'The customer as they stand', schema: user } },
      problems: { 404: 'There is no such user' },
      async handle({ params: { userId } }) {
        const found = await store.users.findOne({ _id: userId });
        if (!found) throw new Problem('not-found', 'There is no such user');
        const { name, email } = found;
        const points = await store.points.balance(userId);
        return { status: 200, body: { userId, name, email, points } satisfies z.infer<typeof user> };
      },
    }),
  ];
}

function asBook({ _id: bookId, title, price, quantity }: Book): z.infer<typeof book> {
  return { bookId, title, price, quantity };
}
