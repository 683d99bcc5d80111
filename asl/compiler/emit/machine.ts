/** The Amazon States Language, as far as the emitter writes it. */
export interface StateMachine extends Machine {
  Comment?: string;
  QueryLanguage: 'JSONata';
}

export interface Machine {
  StartAt: string;
  States: Record<string, State>;
}

/** A JSON value whose strings may be JSONata, `{% … %}`. */
export type Template = null | boolean | number | string | Template[] | { [key: string]: Template };

export type Assign = Record<string, Template>;

export interface Retrier {
  ErrorEquals: string[];
  IntervalSeconds?: number;
  BackoffRate?: number;
  MaxDelaySeconds?: number;
  MaxAttempts: number;
}

export interface Catcher {
  ErrorEquals: string[];
  Assign?: Assign;
  Next: string;
}

export interface ChoiceRule {
  Condition: string;
  Assign?: Assign;
  Next: string;
}

export interface State {
  Type: 'Pass' | 'Task' | 'Choice' | 'Wait' | 'Parallel' | 'Map' | 'Succeed' | 'Fail';
  Resource?: string;
  Arguments?: Template;
  TimeoutSeconds?: number | string;
  HeartbeatSeconds?: number;
  Seconds?: number | string;
  Timestamp?: string;
  Choices?: ChoiceRule[];
  Items?: Template;
  ItemSelector?: Template;
  ItemProcessor?: Machine & { ProcessorConfig: { Mode: 'INLINE' } };
  Branches?: Machine[];
  Error?: Template;
  Cause?: Template;
  Output?: Template;
  Assign?: Assign;
  Retry?: Retrier[];
  Catch?: Catcher[];
  Default?: string;
  Next?: string;
  End?: true;
}
