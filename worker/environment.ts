import { DEFAULT_SMTP_URL, smtpMailer } from '../activities/mailer.ts';
import { simulatedGateway } from '../activities/payment-gateway.ts';
import { preparationLimit } from '../activities/preparation-limit.ts';
import type { ProcessClient } from '../client/process-client.ts';
import { connectStore, DEFAULT_MONGODB_URI } from '../store/store.ts';
import { type ActivityDeps, temporalExecution } from './activities.ts';

/** What the activities work with, as the environment says: docs/operations.md lists the variables. Close the store when done. */
export async function depsFromEnvironment(processes: ProcessClient): Promise<ActivityDeps> {
  const {
    MONGODB_URI = DEFAULT_MONGODB_URI,
    SMTP_URL = DEFAULT_SMTP_URL,
    MAIL_FROM,
    WAREHOUSE_REFUSES = '',
  } = process.env;
  const simulatedFailureRate = shareOfOrders('SIMULATED_FAILURE_RATE');
  const secret = callbackSecret();
  const limit = preparationLimit();
  const store = await connectStore(MONGODB_URI);
  const clock = () => new Date();
  return {
    store,
    clock,
    execution: temporalExecution,
    gateway: simulatedGateway({ store, clock }),
    mailer: smtpMailer({ url: SMTP_URL, ...(MAIL_FROM ? { from: MAIL_FROM } : {}) }),
    simulatedFailureRate,
    processes,
    callbackSecret: secret,
    preparationLimit: limit,
    refusedBooks: new Set(WAREHOUSE_REFUSES.split(',').map((bookId) => bookId.trim())),
  };
}

/** What callback tokens are made with: the same for worker, warehouse and API, and nobody else's to know. */
function callbackSecret(): string {
  const { CALLBACK_SECRET, NODE_ENV } = process.env;
  if (CALLBACK_SECRET) return CALLBACK_SECRET;
  if (NODE_ENV === 'production') throw new Error('Set CALLBACK_SECRET, which callback tokens are made with');
  return 'for development only';
}

function shareOfOrders(variable: string): number {
  const text = process.env[variable] ?? '0';
  const share = Number(text);
  if (!(share >= 0 && share <= 1)) throw new Error(`${variable} must be from 0 to 1, not "${text}"`);
  return share;
}
