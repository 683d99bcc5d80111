import { ApplicationFailure } from '@temporalio/common';
import { WorkflowFailedError } from '@temporalio/client';

/** The failure that an execution ended with, as its caller sees it: its own, or that of the activity behind it. */
export function failureOf(error: unknown): { type: string; message: string } {
  let reason = error instanceof WorkflowFailedError ? error.cause : error;
  while (
    reason instanceof Error &&
    !(reason instanceof ApplicationFailure) &&
    reason.cause instanceof Error
  ) {
    reason = reason.cause;
  }
  if (!(reason instanceof ApplicationFailure)) throw error;
  return { type: reason.type ?? '', message: reason.message };
}
