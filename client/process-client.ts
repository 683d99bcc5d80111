import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import proto, { type temporal } from '@temporalio/proto';
import {
  decodeArrayFromPayloads,
  decodeMapFromPayloads,
} from '@temporalio/common/lib/internal-non-workflow/index.js';
import { type ExecutionFailure, isUnknownExecution, rootFailure } from './failures.ts';
import { fingerprint } from './fingerprint.ts';
import { processes, type ProcessInput, type ProcessName, type ProcessResult } from './processes.ts';

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;
type Payloads = temporal.api.common.v1.IPayloads | null | undefined;

const { EventType, HistoryEventFilterType } = proto.temporal.api.enums.v1;
const CLOSE_EVENT = HistoryEventFilterType.HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT;

/** One execution of a process, as it stands. */
export interface ExecutionDescription {
  workflowId: string;
  runId: string;
  /** The process's name. */
  process: string;
  status: 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELLED' | 'TERMINATED' | 'TIMED_OUT';
  startTime: Date;
  closeTime?: Date;
  taskQueue: string;
}

/** What went into an execution, and what came out of it once it is closed. */
export interface ExecutionData {
  input: unknown;
  result?: unknown;
  failure?: ExecutionFailure;
}

/** An execution that has come to its end. */
export interface ClosedExecution extends ExecutionData {
  status: Exclude<ExecutionDescription['status'], 'RUNNING'>;
  startTime: Date;
  closeTime: Date;
  /** What was noted when it was started. */
  memo: Record<string, unknown>;
}

/** One event of an execution's history, readable. */
export interface ExecutionEvent {
  id: number;
  at: string;
  /** The event's type in Temporal's words, as `ActivityTaskScheduled`. */
  type: string;
  /** What it is about: the activity, timer or signal. */
  name?: string;
  attempt?: number;
  input?: unknown;
  result?: unknown;
  failure?: ExecutionFailure;
}

/** The same business id was started before with another input. */
export class ProcessConflict extends Error {
  override name = 'ProcessConflict';

  constructor(workflowId: string) {
    super(`${workflowId} was started before with another input`);
  }
}

/** The typed client of the processes: start, signal, describe, history. It alone knows workflow ids and task queues. */
export function createProcessClient(client: Client) {
  const converter = client.options.loadedDataConverter;

  return {
    /** Temporal's own client, for what a process client does not do. */
    temporal: client,

    /**
     * Starts a process, once: with the same business id and input, the execution that exists is the answer. `uniqueId`
     * stands in where the input has no business id of its own. `memo` is noted on the execution. With an `owner`, the
     * execution that exists is the answer only to its owner.
     *
     * @throws ProcessConflict when the execution that exists had another input or owner
     */
    async start<Name extends ProcessName>(
      name: Name,
      input: ProcessInput<Name>,
      {
        uniqueId = crypto.randomUUID(),
        eager = false,
        memo: notes = {},
        owner,
      }: { uniqueId?: string; eager?: boolean; memo?: Record<string, unknown>; owner?: string } = {},
    ): Promise<{ workflowId: string; runId: string; result: () => Promise<ProcessResult<Name>> }> {
      const { taskQueue, workflowId: workflowIdOf, summary, executionTimeout } = processes[name];
      const workflowId = workflowIdOf(input, uniqueId);
      const request = fingerprint(owner === undefined ? input : { input, owner });
      try {
        const handle = await client.workflow.start(name, {
          workflowId,
          taskQueue,
          args: [input],
          memo: { ...notes, request },
          staticSummary: summary(input),
          workflowIdReusePolicy: 'REJECT_DUPLICATE',
          requestEagerStart: eager,
          ...(executionTimeout ? { workflowExecutionTimeout: executionTimeout } : {}),
        });
        return {
          workflowId,
          runId: handle.firstExecutionRunId,
          result: () => handle.result() as Promise<ProcessResult<Name>>,
        };
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      }
      const handle = client.workflow.getHandle(workflowId);
      const { runId, memo } = await handle.describe();
      if (memo?.['request'] !== request) throw new ProcessConflict(workflowId);
      return { workflowId, runId, result: () => handle.result() as Promise<ProcessResult<Name>> };
    },

    /** Sends a signal to the execution of this id, or to one run of it. False when it is over, or unknown. */
    signal: async ({
      workflowId,
      runId,
      signal,
      payload,
    }: {
      workflowId: string;
      runId?: string;
      signal: string;
      payload: unknown;
    }): Promise<boolean> => {
      try {
        await client.workflow.getHandle(workflowId, runId).signal(signal, payload);
        return true;
      } catch (error) {
        if (isUnknownExecution(error)) return false;
        throw error;
      }
    },

    /** How the execution stands, or undefined where the server knows none (any more). One call to the server. */
    async describe(workflowId: string): Promise<ExecutionDescription | undefined> {
      try {
        const { runId, type, status, startTime, closeTime, taskQueue } = await client.workflow
          .getHandle(workflowId)
          .describe();
        return {
          workflowId,
          runId,
          process: type,
          status: status.name as ExecutionDescription['status'],
          startTime,
          ...(closeTime ? { closeTime } : {}),
          taskQueue,
        };
      } catch (error) {
        if (isUnknownExecution(error)) return undefined;
        throw error;
      }
    },

    /** The execution's input, and its result or failure: from the first and the last event of its history. */
    async data({ workflowId, runId, status }: ExecutionDescription): Promise<ExecutionData> {
      const [first, last] = await Promise.all([
        firstPage({ workflowId, runId }, { maximumPageSize: 1 }),
        status === 'RUNNING' ? [] : firstPage({ workflowId, runId }, { closeEventOnly: true }),
      ]);
      const started = first[0]?.workflowExecutionStartedEventAttributes;
      const closed = last[0];
      const failure = closed && failureOfEvent(closed);
      return {
        input: await firstValue(started?.input),
        ...(status === 'COMPLETED'
          ? { result: await firstValue(closed?.workflowExecutionCompletedEventAttributes?.result) }
          : {}),
        ...(failure ? { failure } : {}),
      };
    },

    /** Waits for the execution's end: two calls to the server at once. Give it a deadline with `withDeadline`. */
    async closed(execution: { workflowId: string; runId: string }): Promise<ClosedExecution> {
      const [first, last] = await Promise.all([
        firstPage(execution, { maximumPageSize: 1 }),
        closeEvent(execution),
      ]);
      const started = first[0]?.workflowExecutionStartedEventAttributes;
      const status = closeStatus(last);
      const failure = failureOfEvent(last);
      return {
        status,
        startTime: new Date(instant(first[0] ?? last)),
        closeTime: new Date(instant(last)),
        memo: (await decodeMapFromPayloads(converter, started?.memo?.fields)) ?? {},
        input: await firstValue(started?.input),
        ...(status === 'COMPLETED'
          ? { result: await firstValue(last.workflowExecutionCompletedEventAttributes?.result) }
          : {}),
        ...(failure ? { failure } : {}),
      };
    },

    /** The events of the execution, oldest first. */
    async history(workflowId: string): Promise<ExecutionEvent[] | undefined> {
      try {
        const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
        return await Promise.all((events ?? []).map((event) => readable(event, events ?? [])));
      } catch (error) {
        if (isUnknownExecution(error)) return undefined;
        throw error;
      }
    },
  };

  async function firstPage(
    execution: { workflowId: string; runId: string },
    { maximumPageSize, closeEventOnly }: { maximumPageSize?: number; closeEventOnly?: boolean },
  ): Promise<HistoryEvent[]> {
    const { history } = await client.workflowService.getWorkflowExecutionHistory({
      namespace: client.options.namespace,
      execution,
      ...(maximumPageSize ? { maximumPageSize } : {}),
      ...(closeEventOnly ? { historyEventFilterType: CLOSE_EVENT } : {}),
    });
    return history?.events ?? [];
  }

  async function closeEvent(execution: { workflowId: string; runId: string }): Promise<HistoryEvent> {
    let nextPageToken: Uint8Array | undefined;
    for (;;) {
      const page = await client.workflowService.getWorkflowExecutionHistory({
        namespace: client.options.namespace,
        execution,
        waitNewEvent: true,
        historyEventFilterType: CLOSE_EVENT,
        ...(nextPageToken ? { nextPageToken } : {}),
      });
      const event = page.history?.events?.at(-1);
      if (event) return event;
      nextPageToken = page.nextPageToken;
    }
  }

  async function firstValue(payloads: Payloads): Promise<unknown> {
    const values = await decodeArrayFromPayloads(converter, payloads?.payloads);
    return values[0];
  }

  async function readable(event: HistoryEvent, events: HistoryEvent[]): Promise<ExecutionEvent> {
    const attributes = attributesOf(event);
    const scheduled = attributesOf(events[Number(attributes.scheduledEventId ?? 0) - 1]);
    const failure = failureOfEvent(event);
    const { input, result, attempt } = attributes;
    const name =
      (attributes.activityType ?? scheduled.activityType ?? attributes.workflowType)?.name ??
      attributes.signalName ??
      attributes.timerId;
    return {
      id: Number(event.eventId),
      at: instant(event),
      type: typeName(event),
      ...(name ? { name } : {}),
      ...(attempt ? { attempt } : {}),
      ...(input ? { input: await firstValue(input) } : {}),
      ...(result ? { result: await firstValue(result) } : {}),
      ...(failure ? { failure } : {}),
    };
  }
}

export type ProcessClient = ReturnType<typeof createProcessClient>;

/** What the kinds of events have in common, as far as it is shown. */
interface EventAttributes {
  scheduledEventId?: unknown;
  activityType?: { name?: string | null } | null;
  workflowType?: { name?: string | null } | null;
  signalName?: string | null;
  timerId?: string | null;
  attempt?: number | null;
  input?: Payloads;
  result?: Payloads;
  failure?: temporal.api.failure.v1.IFailure | null;
}

function attributesOf(event: HistoryEvent | undefined): EventAttributes {
  const found = Object.entries(event ?? {}).find(
    ([key, value]) => key.endsWith('EventAttributes') && value != null,
  );
  return (found?.[1] ?? {}) as EventAttributes;
}

function failureOfEvent(event: HistoryEvent): ExecutionFailure | undefined {
  const { failure } = attributesOf(event);
  if (failure) return rootFailure(failure);
  if (event.workflowExecutionTimedOutEventAttributes) {
    return { type: 'TimedOut', message: 'The execution took longer than it may' };
  }
  if (event.workflowExecutionCanceledEventAttributes) {
    return { type: 'Cancelled', message: 'The process was cancelled' };
  }
  const terminated = event.workflowExecutionTerminatedEventAttributes;
  return terminated ? { type: 'Terminated', message: terminated.reason ?? '' } : undefined;
}

function closeStatus(event: HistoryEvent): ClosedExecution['status'] {
  if (event.workflowExecutionCompletedEventAttributes) return 'COMPLETED';
  if (event.workflowExecutionCanceledEventAttributes) return 'CANCELLED';
  if (event.workflowExecutionTerminatedEventAttributes) return 'TERMINATED';
  return event.workflowExecutionTimedOutEventAttributes ? 'TIMED_OUT' : 'FAILED';
}

function instant({ eventTime }: HistoryEvent): string {
  const milliseconds = Number(eventTime?.seconds ?? 0) * 1000 + Math.floor((eventTime?.nanos ?? 0) / 1e6);
  return new Date(milliseconds).toISOString();
}

function typeName({ eventType }: HistoryEvent): string {
  const words = String(EventType[eventType ?? 0])
    .replace('EVENT_TYPE_', '')
    .toLowerCase()
    .split('_');
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}
