import type { ExecutionEvent } from '../client/process-client.ts';

/** Actions by kind of event, as Temporal Cloud counts them (https://docs.temporal.io/cloud/actions). */
const ACTIONS: Record<string, number> = {
  WorkflowExecutionStarted: 1,
  WorkflowExecutionSignaled: 1,
  ActivityTaskScheduled: 1,
  TimerStarted: 1,
  StartChildWorkflowExecutionInitiated: 2,
  SignalExternalWorkflowExecutionInitiated: 1,
};

/** What an execution with this history costs, in actions. Each further attempt of an activity is one more. */
export function temporalActions(history: ExecutionEvent[]): number {
  let actions = 0;
  let localActivities = false;
  for (const { type, attempt = 1 } of history) {
    actions += ACTIONS[type] ?? 0;
    if (type === 'ActivityTaskStarted') actions += attempt - 1;
    // All local activities of one workflow task are one action.
    if (type === 'MarkerRecorded' && !localActivities) actions++;
    localActivities = type === 'MarkerRecorded' || (localActivities && type !== 'WorkflowTaskCompleted');
  }
  return actions;
}
