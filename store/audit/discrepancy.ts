import type { Store } from '../store.ts';

/** A document that does not add up. */
export interface Discrepancy {
  collection: string;
  id: string;
  problem: string;
}

/** Looks at part of the store. */
export type Check = (store: Store) => Promise<Discrepancy[]>;
