import { isGrpcServiceError, ServiceError, WorkflowNotFoundError } from '@temporalio/client';
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

/** gRPC's CANCELLED, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, UNAVAILABLE. */
const NO_ANSWER = [1, 4, 8, 14];
const NOT_FOUND = 5;

/** Whether a call failed because the Temporal server cannot be reached, is overloaded or did not answer in time. */
export function isTemporalUnavailable(error: unknown): boolean {
  return NO_ANSWER.includes(grpcCode(error));
}

/** Whether a call failed because the server knows no such execution (any more). */
export function isUnknownExecution(error: unknown): boolean {
  return error instanceof WorkflowNotFoundError || grpcCode(error) === NOT_FOUND;
}

/** The gRPC status behind an error of the SDK; NaN where there is none. */
function grpcCode(error: unknown): number {
  const reason = error instanceof ServiceError ? (error.cause ?? error) : error;
  return isGrpcServiceError(reason) ? reason.code : NaN;
}
