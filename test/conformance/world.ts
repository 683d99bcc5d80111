import type { Mail, Mailer } from '../../activities/mailer.ts';
import { seed } from '../../store/seed.ts';
import type { Store } from '../../store/store.ts';
import type { Call } from './interpreter/session.ts';

/** The share of orders that the simulated inventory and payment refuse each, in every scenario. */
export const SIMULATED_FAILURE_RATE = 0.001;

/** No courier takes these. */
export const REFUSED_BOOKS: ReadonlySet<string> = new Set(['01G4E1A9GFBOYPAJAMAS000002']);

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

/** What each engine would bill for an execution; bench/states-per-execution.ts makes a table of it. */
export interface Billed {
  process: string;
  scenario: string;
  /** Temporal's. */
  actions: number;
  /** Step Functions'. */
  transitions: number;
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
    const found = await collection.find({}).sort({ _id: 1 }).toArray();
    documents[collection.collectionName] = found.map(withoutEnginesOwn);
  }
  return documents;
}

/** Which execution it was, and whether an earlier attempt could be under way, of which Step Functions tells nothing. */
const ENGINES_OWN_FIELDS = new Set(['contested', 'runId', 'settled']);

function withoutEnginesOwn(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEnginesOwn);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  const own = Object.entries(value).filter(([field]) => !ENGINES_OWN_FIELDS.has(field));
  return Object.fromEntries(own.map(([field, part]) => [field, withoutEnginesOwn(part)]));
}

/** Activities that only one of the engines needs. */
const ENGINES_OWN_CALLS = new Set(['openMailbox', 'closeCallback']);

/** The calls that the process makes, with what it says: without what an engine adds, and without absent properties. */
export function businessCalls(calls: Call[]): Call[] {
  return calls
    .filter(({ activity }) => !ENGINES_OWN_CALLS.has(activity))
    .map(({ activity, input }) => ({ activity, input: asTheProcessSays(input) }));
}

/** Whom a call or an answer is for. */
const ENGINES_OWN_KEYS = new Set(['execution', 'replyTo', 'task', 'token']);

function asTheProcessSays(input: unknown): unknown {
  const text = JSON.stringify(input ?? null, (key, value: unknown) =>
    ENGINES_OWN_KEYS.has(key) ? undefined : value,
  );
  return JSON.parse(text) as unknown;
}
