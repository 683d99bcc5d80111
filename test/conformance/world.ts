import type { Mail, Mailer } from '../../activities/mailer.ts';
import { seed } from '../../store/seed.ts';
import type { Store } from '../../store/store.ts';
import type { Call } from './interpreter/session.ts';

/** The share of orders that the simulated inventory and payment refuse each, in every scenario. */
export const SIMULATED_FAILURE_RATE = 0.05;

/** What one run of a scenario came to, on either engine. */
export interface Result {
  outcome: Ending;
  /** What the processes that were run meanwhile ended with, in the order in which they were started. */
  others: Ending[];
  calls: Call[];
  mails: Pick<Mail, 'to' | 'subject' | 'text'>[];
  /** Every document of the store, by collection. */
  store: Record<string, unknown[]>;
}

export type Ending =
  { status: 'completed'; output: unknown } | { status: 'failed'; error: string; cause: string };

/** Keeps the mails instead of sending them. */
export class Outbox implements Mailer {
  readonly mails: Pick<Mail, 'to' | 'subject' | 'text'>[] = [];

  send({ to, subject, text }: Mail): Promise<void> {
    this.mails.push({ to, subject, text });
    return Promise.resolve();
  }
}

/** Empties the store and seeds it anew. */
export async function reset(store: Store): Promise<void> {
  for (const collection of await store.db.collections()) await collection.deleteMany({});
  await seed(store);
}

/** How an engine delivers signals and answers is its own affair. */
const ENGINES_OWN = new Set(['mailboxes', 'callbacks', 'idempotencyKeys']);

/** Every document that the business knows, in a stable order. */
export async function snapshot(store: Store): Promise<Record<string, unknown[]>> {
  const documents: Record<string, unknown[]> = {};
  for (const collection of await store.db.collections()) {
    if (ENGINES_OWN.has(collection.collectionName)) continue;
    documents[collection.collectionName] = await collection.find({}).sort({ _id: 1 }).toArray();
  }
  return documents;
}

/** Activities that only one of the engines needs. */
const ENGINES_OWN_CALLS = new Set(['openMailbox', 'closeCallback']);

/** The calls that the process makes, with what it says: without what an engine adds, and without absent properties. */
export function businessCalls(calls: Call[]): Call[] {
  return calls
    .filter(({ activity }) => !ENGINES_OWN_CALLS.has(activity))
    .map(({ activity, input }) => ({ activity, input: asTheProcessSays(input) }));
}

function asTheProcessSays(input: unknown): unknown {
  const text = JSON.stringify(input ?? null, (key, value: unknown) =>
    key === 'token' || key === 'execution' ? undefined : value,
  );
  return JSON.parse(text) as unknown;
}
