import type { CallbackAnswers } from '../../activities/callback-answers.ts';
import type { Mailboxes } from '../../store/mailboxes.ts';

export interface MailboxDeps {
  store: { mailboxes: Mailboxes };
  /** Answers the Tasks that wait for a token. */
  tokens: Pick<CallbackAnswers, 'answer'>;
  clock: () => Date;
  /** How often one execution waits in a loop before it is started anew; Step Functions ends it at 25,000 events. */
  roundsOfAnExecution?: number;
}

/** Whose mailbox it is, and for which signal. */
interface Address {
  workflowId: string;
  signal: string;
}

/** The last message of the mailbox is still being delivered; the Task tries again. */
export class MailboxBusy extends Error {
  override name = 'MailboxBusy';
}

/** The execution has waited often enough: the machine starts itself anew. */
export class MailboxRenewal extends Error {
  override name = 'MailboxRenewal';
}

/**
 * Signals, which Step Functions lacks: `receive` is a Task that waits for its token and opens a mailbox with it, and a
 * signal is put there. A message leaves the mailbox once the Task has taken it; one that comes while nobody waits
 * answers the next wait.
 */
export function createMailboxActivities({ store, tokens, clock, roundsOfAnExecution = 1000 }: MailboxDeps) {
  return {
    /**
     * Waits, with the Task's token, for the next message of a signal. `round` counts the waits of a loop, from 0.
     *
     * @throws MailboxBusy for a moment after another wait was answered
     * @throws MailboxRenewal when the execution has waited often enough
     */
    async openMailbox({
      token,
      round = 0,
      ...address
    }: Address & { token: string; round?: number }): Promise<void> {
      if (round >= roundsOfAnExecution) throw new MailboxRenewal(`${round} rounds are enough`);
      const mailbox = mailboxOf(address);
      const opened = await store.mailboxes.open({ mailbox, token, at: clock() });
      if (!opened) throw new MailboxBusy(`A message of ${mailbox} is being delivered`);
      await deliver(mailbox);
    },

    /** Sends a signal to an execution, whether it waits or not. */
    async sendSignal({ payload = null, ...address }: Address & { payload?: unknown }): Promise<void> {
      const mailbox = mailboxOf(address);
      await store.mailboxes.put({ mailbox, payload });
      await deliver(mailbox);
    },
  };

  async function deliver(mailbox: string): Promise<void> {
    const delivery = await store.mailboxes.takeDelivery({ mailbox, at: clock() });
    if (!delivery) return;
    const reception = await tokens.answer(delivery.token, { value: delivery.message.payload });
    if (reception === 'delivered') await store.mailboxes.delivered(delivery);
    else await store.mailboxes.returned(delivery);
  }
}

function mailboxOf({ workflowId, signal }: Address): string {
  return `${workflowId}/${signal}`;
}
