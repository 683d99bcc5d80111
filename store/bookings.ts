import { type Collection, MongoServerError } from 'mongodb';
import type { Money } from './money.ts';

/** The e-mails that a guest may get about a booking. */
export type BookingMail =
  'noAvailability' | 'confirmation' | 'welcome' | 'arrivalReminder' | 'survey' | 'cancellation';

/** The record of one hotel booking. */
export interface BookingRecord {
  _id: string;
  /** The execution that takes care of it. */
  workflowId: string;
  status: 'PENDING' | 'CONFIRMED' | 'REJECTED' | 'CANCELLED' | 'COMPLETED';
  /** Counts the changes to all but `mails`. */
  version: number;
  roomType: string;
  guestName: string;
  email: string;
  /** Calendar dates, YYYY-MM-DD. */
  checkInDate: string;
  checkOutDate: string;
  payment: Money;
  confirmationNumber?: string;
  /** Other dates that are being arranged for a command: until it is known whether there is a room, nights of both are held. */
  move?: { command: string; checkInDate: string; checkOutDate: string };
  /** When the guest cancelled; the process does what follows. */
  cancelledAt?: Date;
  /** From when on nothing can be moved or cancelled any more. */
  stayBegan?: Date;
  /** The mails that are taken care of. */
  mails: Partial<Record<BookingMail, MailState>>;
  /** The last commands that changed it, so that a repeat changes nothing. */
  commands: string[];
  /** A row for each status it has had. */
  history: { at: Date; status: BookingRecord['status']; reason: string }[];
  /** Why it is REJECTED or CANCELLED. */
  error?: string;
  cause?: string;
  /** Compensations that could not be done. */
  compensationFailed?: string[];
  createdAt: Date;
  updatedAt: Date;
}

/** `claimed`: somebody sends it, or has. `refused`: it certainly was not sent. `undelivered`: given up. */
export interface MailState {
  state: 'claimed' | 'refused' | 'undelivered';
  firstTriedAt: Date;
}

/** What one change sets. */
export type BookingChange = Partial<
  Omit<BookingRecord, '_id' | 'version' | 'mails' | 'commands' | 'history' | 'updatedAt'>
> & {
  /** The reason of the new status, for the history. */
  reason?: string;
  /** The command that this change is. */
  command?: string;
  /** Whether the move that was being arranged is done or given up. */
  moveOver?: boolean;
};

/** How many commands a booking remembers. A repeat arrives within seconds, not after a hundred others. */
const COMMANDS_REMEMBERED = 100;

const DUPLICATE_KEY = 11000;

/** Another booking has this confirmation number. */
export class ConfirmationNumberTaken extends Error {
  override name = 'ConfirmationNumberTaken';
}

/**
 * The records of bookings. Each change is one operation on condition that the record is still as it was read, so whoever
 * comes late or loses a race reads again and decides anew.
 */
export function createBookings(bookings: Collection<BookingRecord>) {
  return {
    /** To be called once for each database. */
    async createIndexes(): Promise<void> {
      await bookings.createIndex({ confirmationNumber: 1 }, { unique: true, sparse: true });
    },

    async find(bookingId: string): Promise<BookingRecord | null> {
      return bookings.findOne({ _id: bookingId });
    },

    /** Opens the record unless there is one. Returns the record that stands. */
    async open({ _id, ...fields }: BookingRecord): Promise<BookingRecord> {
      const stands = await bookings.findOneAndUpdate(
        { _id },
        { $setOnInsert: fields },
        { upsert: true, returnDocument: 'after' },
      );
      return stands ?? { _id, ...fields };
    },

    /**
     * Changes the record if it is still as `read`. Returns it changed, or null when it is another by now.
     *
     * @throws ConfirmationNumberTaken
     */
    async change(
      read: BookingRecord,
      { reason, command, moveOver = false, ...change }: BookingChange,
      at: Date,
    ): Promise<BookingRecord | null> {
      const { status = read.status } = change;
      try {
        return await bookings.findOneAndUpdate(
          { _id: read._id, version: read.version },
          {
            $set: { ...change, updatedAt: at },
            $inc: { version: 1 },
            ...(moveOver ? { $unset: { move: '' } } : {}),
            $push: {
              ...(reason === undefined ? {} : { history: { at, status, reason } }),
              ...(command === undefined
                ? {}
                : { commands: { $each: [command], $slice: -COMMANDS_REMEMBERED } }),
            },
          },
          { returnDocument: 'after' },
        );
      } catch (error) {
        if (error instanceof MongoServerError && error.code === DUPLICATE_KEY) {
          throw new ConfirmationNumberTaken(change.confirmationNumber);
        }
        throw error;
      }
    },

    /**
     * Claims a mail of a booking that is still as `read`: whoever gets the record sends the mail, and nobody else does.
     * Null when the booking is another by now, or the mail is taken care of.
     */
    async claimMail(read: BookingRecord, mail: BookingMail, at: Date): Promise<BookingRecord | null> {
      const firstTriedAt = read.mails[mail]?.firstTriedAt ?? at;
      return bookings.findOneAndUpdate(
        {
          _id: read._id,
          version: read.version,
          [`mails.${mail}.state`]: { $nin: ['claimed', 'undelivered'] },
        },
        { $set: { [`mails.${mail}`]: { state: 'claimed', firstTriedAt } } },
        { returnDocument: 'after' },
      );
    },

    /** Says of a claimed mail that it was not sent. */
    async refuseMail(bookingId: string, mail: BookingMail, state: 'refused' | 'undelivered'): Promise<void> {
      await bookings.updateOne(
        { _id: bookingId, [`mails.${mail}.state`]: 'claimed' },
        { $set: { [`mails.${mail}.state`]: state } },
      );
    },
  };
}
