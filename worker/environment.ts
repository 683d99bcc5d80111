import { DEFAULT_SMTP_URL, smtpMailer } from '../activities/mailer.ts';
import { simulatedGateway } from '../activities/payment-gateway.ts';
import { connectStore, DEFAULT_MONGODB_URI } from '../store/store.ts';
import { type ActivityDeps, temporalExecution } from './activities.ts';

/** What the activities work with, as the environment says: docs/operations.md lists the variables. Close the store when done. */
export async function depsFromEnvironment(): Promise<ActivityDeps> {
  const { MONGODB_URI = DEFAULT_MONGODB_URI, SMTP_URL = DEFAULT_SMTP_URL, MAIL_FROM } = process.env;
  const simulatedFailureRate = shareOfOrders('SIMULATED_FAILURE_RATE');
  const store = await connectStore(MONGODB_URI);
  const clock = () => new Date();
  return {
    store,
    clock,
    execution: temporalExecution,
    gateway: simulatedGateway({ store, clock }),
    mailer: smtpMailer({ url: SMTP_URL, ...(MAIL_FROM ? { from: MAIL_FROM } : {}) }),
    simulatedFailureRate,
  };
}

function shareOfOrders(variable: string): number {
  const text = process.env[variable] ?? '0';
  const share = Number(text);
  if (!(share >= 0 && share <= 1)) throw new Error(`${variable} must be from 0 to 1, not "${text}"`);
  return share;
}
