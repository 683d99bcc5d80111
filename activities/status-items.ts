import { ApplicationFailure } from '@temporalio/common';
import type { StatusItemRecord } from '../store/status-items.ts';
import type { Store } from '../store/store.ts';
import type { Execution } from './execution.ts';
import { parseInput } from './inputs/parse.ts';
import {
  statusItemId,
  statusItemInput,
  type StatusItemId,
  type StatusItemInput,
} from './inputs/status-item.ts';

export interface StatusItemDeps {
  store: Pick<Store, 'statusItems'>;
  clock: () => Date;
  execution: () => Execution;
}

/** An item as callers see it. Instants are RFC 3339 in UTC. */
export interface StatusItem {
  Id: string;
  ProcessStatus: 'STARTING' | 'COMPLETED' | 'CANCELLED';
  StartActionAt: string;
  LastUpdated: string;
}

export function statusItem({ _id, status, startActionAt, lastUpdated }: StatusItemRecord): StatusItem {
  return {
    Id: _id,
    ProcessStatus: status,
    StartActionAt: startActionAt.toISOString(),
    LastUpdated: lastUpdated.toISOString(),
  };
}

/** Keeps the items of `changeStatusWhenDue`. */
export function createStatusItemActivities({ store, clock, execution }: StatusItemDeps) {
  return {
    /**
     * Makes the item, STARTING.
     *
     * @throws ApplicationFailure `InvalidInput`, `IdInUse` when the item is another execution's
     */
    async startStatusItem(input: StatusItemInput): Promise<StatusItem> {
      const { Id, StartTimestamp } = parseInput(statusItemInput(clock), input);
      const { workflowId } = execution();
      const item = await store.statusItems.start({
        _id: Id,
        workflowId,
        startActionAt: StartTimestamp,
        at: clock(),
      });
      if (item.workflowId === workflowId) return statusItem(item);
      throw ApplicationFailure.nonRetryable(`The id ${Id} is in use`, 'IdInUse');
    },

    /**
     * The item as it stands.
     *
     * @throws ApplicationFailure `ItemGone` when it was deleted
     */
    async readStatusItem({ Id }: { Id: string }): Promise<StatusItem> {
      return statusItem(await present(Id));
    },

    /**
     * Completes the item if it is still to start at `StartActionAt`, which the caller has waited for. Returns it as it
     * stands.
     *
     * @throws ApplicationFailure `ItemGone` when it was deleted
     */
    async completeStatusItem({
      Id,
      StartActionAt,
    }: {
      Id: string;
      StartActionAt: string;
    }): Promise<StatusItem> {
      const startActionAt = new Date(StartActionAt);
      await store.statusItems.complete(Id, { startActionAt, at: notBefore(startActionAt) });
      return statusItem(await present(Id));
    },
  };

  async function present(id: string): Promise<StatusItemRecord> {
    const item = await store.statusItems.find(id);
    if (item) return item;
    throw ApplicationFailure.nonRetryable(`The item ${id} was deleted`, 'ItemGone');
  }

  /** Now. The caller's clock said that `instant` has passed; this machine's may be a little behind. */
  function notBefore(instant: Date): Date {
    return new Date(Math.max(clock().getTime(), instant.getTime()));
  }
}

export type StatusItemActivities = ReturnType<typeof createStatusItemActivities>;

/** What callers have done to items while these wait. Each is applied once, whoever repeats it. */
export function createStatusItemCommandActivities({ store, clock, execution }: StatusItemDeps) {
  return {
    /**
     * Lets an item that has not started start at another instant.
     *
     * @returns the item, and the execution to be woken
     * @throws ApplicationFailure `InvalidInput`, `ItemNotFound`, `ItemCompleted`, `ItemCancelled`
     */
    async rescheduleStatusItem(input: StatusItemInput): Promise<ChangedStatusItem> {
      const { Id, StartTimestamp } = parseInput(statusItemInput(clock), input);
      return change(Id, { startActionAt: StartTimestamp });
    },

    /**
     * Cancels an item that has not started. Cancelling it again changes nothing.
     *
     * @returns the item, and the execution to be woken
     * @throws ApplicationFailure `InvalidInput`, `ItemNotFound`, `ItemCompleted`
     */
    async cancelStatusItem(input: StatusItemId): Promise<ChangedStatusItem> {
      const { Id } = parseInput(statusItemId, input);
      return change(Id, { status: 'CANCELLED' });
    },
  };

  async function change(
    id: string,
    changes: { startActionAt: Date } | { status: 'CANCELLED' },
  ): Promise<ChangedStatusItem> {
    const outcome = await store.statusItems.change(id, {
      command: execution().workflowId,
      at: clock(),
      ...changes,
    });
    const item = await store.statusItems.find(id);
    if (!item) throw ApplicationFailure.nonRetryable(`There is no item ${id}`, 'ItemNotFound');
    const cancelledAgain = 'status' in changes && item.status === 'CANCELLED';
    if (outcome !== 'refused' || cancelledAgain) {
      return { item: statusItem(item), workflowId: item.workflowId };
    }
    throw item.status === 'COMPLETED'
      ? ApplicationFailure.nonRetryable(`The item ${id} is completed`, 'ItemCompleted')
      : ApplicationFailure.nonRetryable(`The item ${id} is cancelled`, 'ItemCancelled');
  }
}

/** A changed item, and the execution that waits for it. */
export interface ChangedStatusItem {
  item: StatusItem;
  workflowId: string;
}

export type StatusItemCommandActivities = ReturnType<typeof createStatusItemCommandActivities>;
