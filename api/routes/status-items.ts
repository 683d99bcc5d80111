import { z } from 'zod';
import { id } from '../../activities/inputs/ids.ts';
import { statusItemInput } from '../../activities/inputs/status-item.ts';
import { statusItem } from '../../activities/status-items.ts';
import { ProcessConflict } from '../../client/process-client.ts';
import type { ApiDeps } from '../api.ts';
import { commandUnderWay, runCommand } from '../command.ts';
import { executionBeforeItsRecord, untilRecordIsOpen } from '../opening-record.ts';
import { isPastRetention } from '../past-retention.ts';
import { bodyError, Problem } from '../problem.ts';
import { type Route, route } from '../route.ts';

const item = z
  .object({
    Id: id,
    ProcessStatus: z.enum(['STARTING', 'COMPLETED', 'CANCELLED']),
    StartActionAt: z.iso.datetime().meta({ description: 'When it is due' }),
    LastUpdated: z.iso.datetime(),
  })
  .meta({ id: 'StatusItem' });

type Item = z.infer<typeof item>;

const MOST_ITEMS = 100;

const page = z
  .object({
    items: z.array(item),
    next: id.optional().meta({ description: 'Where there are more: what to send as `after`' }),
  })
  .meta({ id: 'StatusItems' });

const query = z.object({
  limit: z.coerce.number().int().min(1).max(MOST_ITEMS).default(MOST_ITEMS),
  after: id.optional().meta({ description: 'Only items whose Id comes after this one' }),
});

const params = z.object({ Id: id.meta({ example: 'item-1' }) });

const unknown = { 404: 'There is no such item, or not any more' };

const example = {
  Id: 'item-1',
  ProcessStatus: 'STARTING',
  StartActionAt: '2027-01-31T15:00:00.000Z',
  LastUpdated: '2027-01-01T09:30:00.120Z',
} satisfies Item;

export function statusItemRoutes(
  deps: Pick<ApiDeps, 'processes' | 'store' | 'clock' | 'commandPatienceMs'>,
): Route[] {
  const { processes, store, clock } = deps;
  const input = statusItemInput(clock);
  return [
    route({
      method: 'post',
      path: '/status-items',
      operationId: 'createStatusItem',
      tag: 'Status items',
      summary: 'Let an item complete when it is due',
      description: 'An Id is used once. With an Idempotency-Key, a repeat gets the same answer.',
      body: input,
      bodyExamples: { 'an item': { Id: 'item-1', StartTimestamp: '2027-01-31T16:00:00+01:00' } },
      answers: {
        202: {
          description: 'The item, STARTING',
          schema: item,
          example,
          headers: { Location: 'Where the item is' },
        },
      },
      problems: { 409: 'The Id is in use, or the Idempotency-Key was used with another body' },
      async handle({ body: { Id, StartTimestamp }, uniqueId }) {
        const StartActionAt = StartTimestamp.toISOString();
        const request = { Id, StartTimestamp: StartActionAt };
        if (await isPastRetention(processes, workflowIdOf(Id), find(Id))) throw idInUse(Id);
        await processes.start('changeStatusWhenDue', request, { owner: uniqueId }).catch((error: unknown) => {
          throw error instanceof ProcessConflict ? idInUse(Id) : error;
        });
        const execution = await processes.describe(workflowIdOf(Id));
        const LastUpdated = (execution?.startTime ?? clock()).toISOString();
        return {
          status: 202,
          body: { Id, ProcessStatus: 'STARTING', StartActionAt, LastUpdated } satisfies Item,
          headers: { Location: `/status-items/${Id}` },
        };
      },
    }),

    route({
      method: 'get',
      path: '/status-items',
      operationId: 'listStatusItems',
      tag: 'Status items',
      summary: 'The items, by Id',
      query,
      answers: {
        200: { description: 'A page of items', schema: page, example: { items: [example], next: 'item-1' } },
      },
      async handle({ query: { limit, after } }) {
        const found = await store.statusItems.list({ after, limit: limit + 1 });
        const items = found.slice(0, limit).map(statusItem);
        const next = found.length > limit ? items.at(-1)?.Id : undefined;
        return {
          status: 200,
          body: { items, ...(next === undefined ? {} : { next }) } satisfies z.infer<typeof page>,
        };
      },
    }),

    route({
      method: 'get',
      path: '/status-items/{Id}',
      operationId: 'getStatusItem',
      tag: 'Status items',
      summary: 'An item',
      params,
      answers: { 200: { description: 'The item as it stands', schema: item, example } },
      problems: unknown,
      async handle({ params: { Id } }) {
        return { status: 200, body: await itemAsItStands(Id) };
      },
    }),

    route({
      method: 'patch',
      path: '/status-items/{Id}',
      operationId: 'rescheduleStatusItem',
      tag: 'Status items',
      summary: 'Let an item be due at another instant',
      description: 'The last one wins; one that has passed completes the item at once.',
      params,
      body: input.pick({ StartTimestamp: true }),
      bodyExamples: { 'a day later': { StartTimestamp: '2027-02-01T15:00:00Z' } },
      answers: { 200: { description: 'The item', schema: item, example }, 202: commandUnderWay },
      problems: { ...unknown, 409: 'It is COMPLETED or CANCELLED; `reason` says which' },
      async handle({ params: { Id }, body, uniqueId }) {
        await untilOpen(Id);
        const StartTimestamp = body.StartTimestamp.toISOString();
        const late = await runCommand(deps, 'rescheduleStatusChange', { Id, StartTimestamp }, uniqueId);
        return late ?? { status: 200, body: await itemAsItStands(Id) };
      },
    }),

    route({
      method: 'delete',
      path: '/status-items/{Id}',
      operationId: 'cancelStatusItem',
      tag: 'Status items',
      summary: 'Cancel an item',
      description: 'It never completes. Its Id stays in use.',
      params,
      answers: {
        200: {
          description: 'The item, CANCELLED',
          schema: item,
          example: { ...example, ProcessStatus: 'CANCELLED' },
        },
        202: commandUnderWay,
      },
      problems: { ...unknown, 409: 'It is COMPLETED' },
      async handle({ params: { Id }, uniqueId }) {
        await untilOpen(Id);
        const late = await runCommand(deps, 'cancelStatusChange', { Id }, uniqueId);
        return late ?? { status: 200, body: await itemAsItStands(Id) };
      },
    }),
  ];

  function find(Id: string) {
    return () => store.statusItems.find(Id);
  }

  async function untilOpen(Id: string): Promise<void> {
    await untilRecordIsOpen(processes, workflowIdOf(Id), find(Id));
  }

  /** What the record says; before there is one, what the execution was asked for. */
  async function itemAsItStands(Id: string): Promise<Item> {
    const record = await find(Id)();
    if (record) return statusItem(record);
    const execution = await executionBeforeItsRecord(processes, workflowIdOf(Id));
    if (!execution) {
      const openedMeanwhile = await find(Id)();
      if (openedMeanwhile) return statusItem(openedMeanwhile);
      throw new Problem('not-found', 'There is no such item');
    }
    const requested = input.safeParse((await processes.data(execution)).input).data;
    return {
      Id,
      ProcessStatus: 'STARTING',
      StartActionAt: (requested?.StartTimestamp ?? execution.startTime).toISOString(),
      LastUpdated: execution.startTime.toISOString(),
    };
  }
}

const workflowIdOf = (Id: string) => `item-${Id}`;

function idInUse(Id: string): Problem {
  return new Problem('conflict', `The Id ${Id} is in use`, {
    errors: [bodyError(['Id'], 'is in use')],
    reason: 'IdInUse',
  });
}
