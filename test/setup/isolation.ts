import { randomUUID } from 'node:crypto';
import { type ClientOptionsForTestEnv, TestWorkflowEnvironment } from '@temporalio/testing';
import { inject } from 'vitest';

/** A name that no other test uses: for task queues, workflow ids, mail addresses. */
export function uniqueName(prefix: string): string {
  return `${prefix}-${randomUUID().slice(0, 8)}`;
}

/** Connection string of a new, empty database on the shared MongoDB. */
export function databaseUri(): string {
  const uri = new URL(inject('mongodbUri'));
  uri.pathname = uniqueName('test');
  return uri.href;
}

/** A mail as the shared inbox lists it. */
export interface ReceivedMail {
  to: { address: string; name: string }[];
  subject: string;
  text: string;
  html: string;
  messageId: string;
}

/** The mails to `address` that have arrived in the shared inbox by now. A mail shows up a moment after SMTP took it. */
export async function mailsTo(address: string): Promise<ReceivedMail[]> {
  const response = await fetch(`${inject('inboxUrl')}/email`);
  const mails = (await response.json()) as ReceivedMail[];
  return mails.filter((mail) => mail.to.some((recipient) => recipient.address === address));
}

/** A time-skipping Temporal server of the caller's own. Whoever starts it calls its `teardown()`. */
export async function startTimeSkipping(
  client: ClientOptionsForTestEnv = {},
): Promise<TestWorkflowEnvironment> {
  return TestWorkflowEnvironment.createTimeSkipping({
    client,
    server: { executable: { type: 'existing-path', path: inject('timeSkippingServer') } },
  });
}
