import type { Stocked } from '../stock.ts';
import type { Store } from '../store.ts';
import type { Check, Discrepancy } from './discrepancy.ts';

export type StockDocument = Stocked & { _id: string };

/** All that was ever put into a document of `collection` is free, held or sold; none of it more than once. */
export function stock(collection: string): Check {
  return async ({ db }) => {
    const documents = await db.collection<StockDocument>(collection).find().toArray();
    return documents.flatMap(({ _id: id, total, quantity, sold, reservations }) => {
      const held = reservations.reduce((sum, reservation) => sum + reservation.quantity, 0);
      const addsUp = quantity + held + sold === total && quantity >= 0 && held >= 0 && sold >= 0;
      return addsUp
        ? []
        : [{ collection, id, problem: `${quantity} free, ${held} held and ${sold} sold, of ${total}` }];
    });
  };
}

/** Which orders hold something in `collection`. */
export async function ordersHolding({ db }: Store, collection: string): Promise<Set<string>> {
  const documents = await db.collection<StockDocument>(collection).find().toArray();
  return new Set(documents.flatMap(({ reservations }) => reservations.map(({ orderId }) => orderId)));
}

/**
 * What each document of `collection` says is sold, against what its orders say: at least what `before` counts and at
 * most what `after` counts, which were counted before and after the documents were read.
 */
export function salesMatch(
  collection: string,
  documents: StockDocument[],
  { before, after }: { before: Map<string, number>; after: Map<string, number> },
): Discrepancy[] {
  return documents.flatMap(({ _id: id, sold }) => {
    const [least, most] = [before.get(id) ?? 0, after.get(id) ?? 0];
    return least <= sold && sold <= most
      ? []
      : [
          {
            collection,
            id,
            problem: `${sold} sold, but its orders say ${least === most ? most : `${least} to ${most}`}`,
          },
        ];
  });
}

/** Adds up the quantities of each id. */
export function totals(lines: [id: string, quantity: number][]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const [id, quantity] of lines) sums.set(id, (sums.get(id) ?? 0) + quantity);
  return sums;
}
