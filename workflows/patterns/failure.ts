import {
  ActivityFailure,
  ApplicationFailure,
  ChildWorkflowFailure,
  isCancellation,
  TimeoutFailure,
} from '@temporalio/workflow';

/** What went wrong, said alike on both engines: a stable type, a sentence, and data where there is some. */
export interface Failure {
  type: string;
  message: string;
  details?: unknown;
}

/**
 * The failure behind a caught error. An activity's or a child's own failure comes out of what wraps it; an activity that
 * did not answer in time is `ActivityTimedOut`; a cancellation is `Cancelled`.
 *
 * In ASL: the Catch has said it in these terms already, so this is the caught error itself.
 */
export function failureOf(error: unknown): Failure {
  if (isCancellation(error)) return { type: 'Cancelled', message: 'The process was cancelled' };
  const isWrapped = error instanceof ActivityFailure || error instanceof ChildWorkflowFailure;
  const reason = isWrapped ? error.cause : error;
  if (reason instanceof TimeoutFailure) {
    return { type: 'ActivityTimedOut', message: 'The activity did not answer in time' };
  }
  if (reason instanceof ApplicationFailure) {
    const { type, message, details } = reason;
    return { type: type ?? 'UnknownError', message, ...(details?.length ? { details: details[0] } : {}) };
  }
  return reason instanceof Error
    ? { type: reason.name, message: reason.message }
    : { type: 'UnknownError', message: String(reason) };
}

/** The non-retryable `ApplicationFailure` that says `failure`; throw it to end the process so. */
export function failWith(failure: Failure): ApplicationFailure {
  const { type, message, details } = failure;
  return ApplicationFailure.create({
    type,
    message,
    nonRetryable: true,
    ...(details === undefined ? {} : { details: [details] }),
  });
}
