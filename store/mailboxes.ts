import { randomUUID } from 'node:crypto';
import { type Collection, MongoServerError } from 'mongodb';

/** The signals that an execution on Step Functions has not received yet, and the token of its wait when it waits. */
export interface Mailbox {
  /** `<workflow id>/<signal>`. */
  _id: string;
  messages: { id: string; payload: unknown }[];
  token?: string;
  /** Since when somebody is delivering the first message. */
  deliveringSince?: Date;
}

/** A wait and the message for it: whoever holds this delivers the one to the other, and nobody else does. */
export interface Delivery {
  mailbox: string;
  token: string;
  message: { id: string; payload: unknown };
}

/** Whoever has been delivering for longer than this has died of it. */
const DELIVERY_MILLISECONDS = 30_000;

const DUPLICATE_KEY = 11000;

/** Mailboxes for signals. Each step is one operation on one document, so that a message meets a wait exactly once. */
export function createMailboxes(mailboxes: Collection<Mailbox>) {
  const nobodyDelivers = (at: Date) => ({
    $or: [
      { deliveringSince: { $exists: false } },
      { deliveringSince: { $lt: new Date(at.getTime() - DELIVERY_MILLISECONDS) } },
    ],
  });

  return {
    /** Notes the token of a wait in place of an earlier one. False while the last message is still being delivered. */
    async open({ mailbox, token, at }: { mailbox: string; token: string; at: Date }): Promise<boolean> {
      try {
        await mailboxes.updateOne(
          { _id: mailbox, ...nobodyDelivers(at) },
          { $set: { token }, $setOnInsert: { messages: [] } },
          { upsert: true },
        );
        return true;
      } catch (error) {
        if (error instanceof MongoServerError && error.code === DUPLICATE_KEY) return false;
        throw error;
      }
    },

    async put({ mailbox, payload }: { mailbox: string; payload: unknown }): Promise<void> {
      const message = { id: randomUUID(), payload };
      await mailboxes.updateOne({ _id: mailbox }, { $push: { messages: message } }, { upsert: true });
    },

    /** Takes the wait and the first message, where both are there, to be delivered by the caller. */
    async takeDelivery({ mailbox, at }: { mailbox: string; at: Date }): Promise<Delivery | undefined> {
      const taken = await mailboxes.findOneAndUpdate(
        {
          _id: mailbox,
          token: { $exists: true },
          'messages.0': { $exists: true },
          ...nobodyDelivers(at),
        },
        { $set: { deliveringSince: at }, $unset: { token: '' } },
      );
      const [message] = taken?.messages ?? [];
      return taken?.token !== undefined && message ? { mailbox, token: taken.token, message } : undefined;
    },

    /** The message reached the wait: it leaves the mailbox. */
    async delivered({ mailbox, message }: Delivery): Promise<void> {
      await mailboxes.updateOne(
        { _id: mailbox },
        { $pull: { messages: { id: message.id } }, $unset: { deliveringSince: '' } },
      );
    },

    /** The wait was over: the message stays for the next. */
    async returned({ mailbox }: Delivery): Promise<void> {
      await mailboxes.updateOne({ _id: mailbox }, { $unset: { deliveringSince: '' } });
    },
  };
}

export type Mailboxes = ReturnType<typeof createMailboxes>;
