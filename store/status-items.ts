import type { Collection } from 'mongodb';

/** One item whose status changes when it is due. */
export interface StatusItemRecord {
  _id: string;
  /** The execution that changes it. */
  workflowId: string;
  status: 'STARTING' | 'COMPLETED' | 'CANCELLED';
  startActionAt: Date;
  lastUpdated: Date;
  /** The last commands that changed it, so that a repeat changes nothing. */
  commands: string[];
}

/** How many commands an item remembers. A repeat arrives within seconds, not after a hundred others. */
const COMMANDS_REMEMBERED = 100;

/** The items. Each change is one conditional operation; only `start` makes an item, so a deleted one stays deleted. */
export function createStatusItems(items: Collection<StatusItemRecord>) {
  return {
    async find(id: string): Promise<StatusItemRecord | null> {
      return items.findOne({ _id: id });
    },

    /** Up to `limit` items in the order of their ids, those after `after`. */
    async list({ after, limit }: { after: string | undefined; limit: number }): Promise<StatusItemRecord[]> {
      return items
        .find(after === undefined ? {} : { _id: { $gt: after } })
        .sort({ _id: 1 })
        .limit(limit)
        .toArray();
    },

    /** Makes the item unless its id is in use. Returns the item that stands. */
    async start(
      item: Pick<StatusItemRecord, '_id' | 'workflowId' | 'startActionAt'> & { at: Date },
    ): Promise<StatusItemRecord> {
      const { _id, at, ...fields } = item;
      const started = { ...fields, status: 'STARTING' as const, lastUpdated: at, commands: [] };
      const stands = await items.findOneAndUpdate(
        { _id },
        { $setOnInsert: started },
        { upsert: true, returnDocument: 'after' },
      );
      return stands ?? { _id, ...started };
    },

    /** Completes the item if it is still to start at `startActionAt`. */
    async complete(id: string, { startActionAt, at }: { startActionAt: Date; at: Date }): Promise<void> {
      await items.updateOne(
        { _id: id, status: 'STARTING', startActionAt },
        { $set: { status: 'COMPLETED', lastUpdated: at } },
      );
    },

    /** Reschedules or cancels an item that has not started. A repeat of the same command changes nothing. */
    async change(
      id: string,
      {
        command,
        at,
        ...change
      }: { command: string; at: Date } & ({ startActionAt: Date } | { status: 'CANCELLED' }),
    ): Promise<'changed' | 'repeated' | 'refused'> {
      const changed = await items.updateOne(
        { _id: id, status: 'STARTING', commands: { $ne: command } },
        {
          $set: { ...change, lastUpdated: at },
          $push: { commands: { $each: [command], $slice: -COMMANDS_REMEMBERED } },
        },
      );
      if (changed.matchedCount === 1) return 'changed';
      return (await items.findOne({ _id: id, commands: command })) ? 'repeated' : 'refused';
    },
  };
}
