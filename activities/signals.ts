/** A message to a process that is under way. */
export interface Signal {
  workflowId: string;
  /** One run of it; else the one that is under way. */
  runId?: string;
  /** The signal's name, as the process receives it. */
  signal: string;
  payload: unknown;
}

/** Delivers signals. False for a process that is over, or that nobody knows. */
export type SendSignal = (signal: Signal) => Promise<boolean>;

/** Lets short processes wake long ones. */
export function createSignalActivities({ sendSignal }: { sendSignal: SendSignal }) {
  return {
    /** Wakes the process; one that is over needs no signal. It reads for itself what has changed, so that a repeat does no harm. */
    async sendSignal(signal: Signal): Promise<void> {
      await sendSignal(signal);
    },
  };
}

export type SignalActivities = ReturnType<typeof createSignalActivities>;
