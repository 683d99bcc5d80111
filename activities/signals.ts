/** A message to a process that is under way. */
export interface Signal {
  workflowId: string;
  /** The signal's name, as the process receives it. */
  signal: string;
  payload: unknown;
}

/** Delivers signals. A process that is over, or that nobody knows, needs none: that counts as done. */
export type SendSignal = (signal: Signal) => Promise<void>;

/** Lets short processes wake long ones. */
export function createSignalActivities({ sendSignal }: { sendSignal: SendSignal }) {
  return {
    /** Wakes the process. It reads for itself what has changed, so that a repeat does no harm. */
    async sendSignal(signal: Signal): Promise<void> {
      await sendSignal(signal);
    },
  };
}

export type SignalActivities = ReturnType<typeof createSignalActivities>;
