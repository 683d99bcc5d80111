import { condition, defineSignal, setHandler } from '@temporalio/workflow';
import { millisecondsUntil } from './sleep-until.ts';

const mailboxes = new Map<string, unknown[]>();

/**
 * Waits for the signal `name` or for `until` (RFC 3339), whichever comes first: the interruptible durable wait.
 * Signals are buffered, so one sent while nobody waits answers the next wait at once.
 *
 * In ASL: a `.waitForTaskToken` Task that opens a mailbox in the store, with TimeoutSeconds as the deadline.
 *
 * @returns the signal's payload, or undefined once the deadline has passed with no signal
 */
export async function receive<Payload>(
  name: string,
  options: { until: string },
): Promise<Payload | undefined> {
  const mailbox = mailboxOf(name);
  for (;;) {
    if (mailbox.length > 0) return mailbox.shift() as Payload;
    const left = millisecondsUntil(options.until);
    if (left <= 0) return undefined;
    await condition(() => mailbox.length > 0, left);
  }
}

function mailboxOf(name: string): unknown[] {
  let mailbox = mailboxes.get(name);
  if (!mailbox) {
    const opened: unknown[] = [];
    mailboxes.set(name, opened);
    setHandler(defineSignal<[unknown]>(name), (payload) => void opened.push(payload));
    mailbox = opened;
  }
  return mailbox;
}
