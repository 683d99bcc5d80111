/**
 * A caught error, as every Catch leaves it in a variable. The variable has the value type `error`, made by `errorType`.
 *
 * `failureOf(error)` is `{type, message, details}` of it. Whatever is thrown says `type` and `message`; `details` is the
 * first of an ApplicationFailure's details. A time-out has the type `ActivityTimedOut`.
 */
export interface CaughtError {
  type: string;
  message: string;
  details?: unknown;
  /** The activity's type, when the failure came through an ActivityFailure. */
  activity?: string;
  /** The child workflow's type, when the failure came through a ChildWorkflowFailure. */
  child?: string;
}

/** The type of a failure that stands for a TimeoutFailure. */
export const timedOutType = 'ActivityTimedOut';
