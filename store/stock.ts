import type { Collection } from 'mongodb';

/** What a document that keeps stock has beside its own fields. */
export interface Stocked {
  /** All that was ever put in: always what is free, held and sold together. */
  total: number;
  /** Free to be reserved. */
  quantity: number;
  /** Sold for good. */
  sold: number;
  /** Held for orders that are under way. */
  reservations: { orderId: string; quantity: number; contested: boolean }[];
  /** Orders whose stock was given back: a late attempt to reserve it again is refused. */
  released: string[];
  /** Orders whose contested reservation became a sale: likewise. */
  settled: string[];
}

/** Stock of `quantity` pieces that nobody has touched yet. */
export function untouchedStock(quantity: number): Stocked {
  return { total: quantity, quantity, sold: 0, reservations: [], released: [], settled: [] };
}

/** One order's claim on one document's stock. */
export interface Claim {
  id: string;
  orderId: string;
}

/** How many past orders a document remembers. A late attempt arrives within seconds, not after a thousand orders. */
const ORDERS_REMEMBERED = 1000;

const remember = (orderId: string) => ({ $each: [orderId], $slice: -ORDERS_REMEMBERED });

/**
 * Stock of the documents in one collection. Reservations live in the document itself, so that each step is one atomic
 * operation: `quantity + reserved + sold` never changes, nothing is sold twice, and a repeat changes nothing.
 */
export function createStock<Document extends Stocked & { _id: string }>(documents: Collection<Document>) {
  const collection = documents as unknown as Collection<Stocked & { _id: string }>;

  return {
    /** Puts more in. */
    async add({ id, quantity }: { id: string; quantity: number }): Promise<void> {
      await collection.updateOne({ _id: id }, { $inc: { total: quantity, quantity } });
    },

    /** How much is held for the order. */
    async reserved(claim: Claim): Promise<number> {
      return (await heldFor(claim))?.quantity ?? 0;
    },

    /**
     * Holds `quantity` for the order, or says why not.
     *
     * `contested` says that an earlier attempt may still be under way and arrive late: a sale then leaves a mark that
     * refuses it. (A release always does.)
     */
    async reserve({
      id,
      orderId,
      quantity,
      contested,
    }: Claim & { quantity: number; contested: boolean }): Promise<
      'reserved' | 'insufficient' | 'over' | 'unknown'
    > {
      const reserved = await collection.updateOne(
        {
          _id: id,
          quantity: { $gte: quantity },
          'reservations.orderId': { $ne: orderId },
          released: { $ne: orderId },
          settled: { $ne: orderId },
        },
        { $inc: { quantity: -quantity }, $push: { reservations: { orderId, quantity, contested } } },
      );
      if (reserved.matchedCount === 1) return 'reserved';
      if (contested) {
        await collection.updateOne(
          { _id: id, 'reservations.orderId': orderId },
          { $set: { 'reservations.$.contested': true } },
        );
      }
      const found = await collection.findOne({ _id: id });
      if (!found) return 'unknown';
      if (found.reservations.some((reservation) => reservation.orderId === orderId)) return 'reserved';
      return found.released.includes(orderId) || found.settled.includes(orderId) ? 'over' : 'insufficient';
    },

    /**
     * Gives back what the order holds; an attempt to reserve that comes later is refused. Where nothing is held,
     * `quantitySold` says how much of a sale is to be given back.
     */
    async release({
      id,
      orderId,
      quantitySold = () => Promise.resolve(0),
    }: Claim & { quantitySold?: () => Promise<number> }): Promise<void> {
      for (;;) {
        const held = await heldFor({ id, orderId });
        const back = held ? { quantity: held.quantity } : await takenBack(quantitySold);
        const released = await collection.updateOne(
          { _id: id, 'reservations.orderId': held ? orderId : { $ne: orderId }, released: { $ne: orderId } },
          { $inc: back, $pull: { reservations: { orderId } }, $push: { released: remember(orderId) } },
        );
        const changedMeanwhile =
          released.matchedCount === 0 && Boolean(held) !== Boolean(await heldFor({ id, orderId }));
        if (!changedMeanwhile) return;
      }
    },

    /** Turns the order's reservation of `quantity` into a sale. Without one, nothing changes. */
    async sell({ id, orderId, quantity }: Claim & { quantity: number }): Promise<void> {
      const sold = await sellReserved({ id, orderId, quantity, contested: false });
      if (!sold) await sellReserved({ id, orderId, quantity, contested: true });
    },
  };

  async function sellReserved({
    id,
    ...reservation
  }: Claim & Stocked['reservations'][number]): Promise<boolean> {
    const { orderId, quantity, contested } = reservation;
    const sold = await collection.updateOne(
      { _id: id, reservations: { $elemMatch: reservation } },
      {
        $inc: { sold: quantity },
        $pull: { reservations: { orderId } },
        ...(contested ? { $push: { settled: remember(orderId) } } : {}),
      },
    );
    return sold.matchedCount === 1;
  }

  async function takenBack(quantitySold: () => Promise<number>) {
    const quantity = await quantitySold();
    return { quantity, sold: -quantity };
  }

  async function heldFor({ id, orderId }: Claim) {
    const found = await collection.findOne({ _id: id, 'reservations.orderId': orderId });
    return found?.reservations.find((reservation) => reservation.orderId === orderId);
  }
}
