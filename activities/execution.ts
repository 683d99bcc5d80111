/** The execution that an activity works for. */
export interface Execution {
  namespace: string;
  workflowId: string;
  runId: string;
  /** From 1. Where an engine does not tell, above 1: an earlier attempt may still be under way. */
  attempt: number;
}
