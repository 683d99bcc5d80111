import type { temporal } from '@temporalio/proto';

/** Why an execution failed: a stable type, and a sentence. */
export interface ExecutionFailure {
  type: string;
  message: string;
}

/** The failure behind `failure`: an activity's or child's own one comes out of what wraps it. */
export function rootFailure(failure: temporal.api.failure.v1.IFailure): ExecutionFailure {
  const wraps = failure.activityFailureInfo ?? failure.childWorkflowExecutionFailureInfo;
  if (wraps && failure.cause) return rootFailure(failure.cause);
  const message = failure.message ?? '';
  if (failure.applicationFailureInfo)
    return { type: failure.applicationFailureInfo.type ?? 'UnknownError', message };
  if (failure.timeoutFailureInfo) return { type: 'TimedOut', message };
  if (failure.canceledFailureInfo) return { type: 'Cancelled', message };
  if (failure.terminatedFailureInfo) return { type: 'Terminated', message };
  return { type: 'UnknownError', message };
}
