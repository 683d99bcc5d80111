import { defineQuery, setCurrentDetails, setHandler } from '@temporalio/workflow';

/** What a process is doing, in the words of the business. */
export const progressQuery = defineQuery<string>('progress');

/**
 * Says what the process is doing now: the answer to the `progress` query, and the current details in the Web UI.
 *
 * In ASL: left out; the state's name says it.
 */
export function progress(step: string): void {
  setHandler(progressQuery, () => step);
  setCurrentDetails(step);
}
