import type { Process, Step } from '../model/model.ts';

/** What Temporal writes into the history where a state is entered. */
export type TemporalEvent =
  | 'WorkflowExecutionStarted'
  | 'ActivityTaskScheduled'
  | 'TimerStarted'
  | 'WorkflowExecutionSignaled'
  | 'SignalExternalWorkflowExecutionInitiated'
  | 'StartChildWorkflowExecutionInitiated'
  | 'WorkflowExecutionCompleted'
  | 'WorkflowExecutionFailed'
  | 'WorkflowExecutionContinuedAsNew';

/** The event of a step; undefined where Temporal writes none. */
export function eventOf(step: Step, process: Process): TemporalEvent | undefined {
  switch (step.kind) {
    case 'assign':
      return step === process.start ? 'WorkflowExecutionStarted' : undefined;
    case 'wait':
      return 'TimerStarted';
    case 'succeed':
      return 'WorkflowExecutionCompleted';
    case 'fail':
      return 'WorkflowExecutionFailed';
    case 'task':
      return eventsOfWork[step.work.kind];
    case 'choice':
    case 'parallel':
    case 'map':
      return undefined;
  }
}

const eventsOfWork = {
  activity: 'ActivityTaskScheduled',
  callback: 'ActivityTaskScheduled',
  receive: 'WorkflowExecutionSignaled',
  signal: 'SignalExternalWorkflowExecutionInitiated',
  child: 'StartChildWorkflowExecutionInitiated',
  renewal: 'WorkflowExecutionContinuedAsNew',
} as const;
