import type { Retrier } from './machine.ts';
import type { RetryPolicy } from '../model/model.ts';

/** What stands for "for ever": the most that Step Functions takes. */
const forEver = 99_999_999;

/** A failing expression fails again: it is never retried. */
const neverRetried = 'States.QueryEvaluationError';

/**
 * Temporal's retry policy as Step Functions' retriers. Without `retried` every error is retried but the non-retryable
 * ones, time-outs included, as on Temporal.
 */
export function retriers(policy: RetryPolicy, retried?: string[]): Retrier[] {
  if (policy.maximumAttempts === 1) return [];
  const never = [...policy.nonRetryableErrorTypes, neverRetried];
  return [
    ...(retried ? [] : [{ ErrorEquals: never, MaxAttempts: 0 }]),
    {
      ErrorEquals: retried?.filter((error) => !never.includes(error)) ?? ['States.ALL'],
      ...intervals(policy),
      MaxAttempts: Number.isFinite(policy.maximumAttempts) ? policy.maximumAttempts - 1 : forEver,
    },
  ];
}

function intervals(
  policy: RetryPolicy,
): Pick<Retrier, 'IntervalSeconds' | 'BackoffRate' | 'MaxDelaySeconds'> {
  const initial = policy.initialInterval / 1000;
  const maximum = policy.maximumInterval / 1000;
  if (policy.backoffCoefficient === 1 || maximum <= initial) {
    return { IntervalSeconds: Math.min(initial, maximum), BackoffRate: 1 };
  }
  const longest = initial * policy.backoffCoefficient ** (policy.maximumAttempts - 2);
  return {
    IntervalSeconds: initial,
    BackoffRate: policy.backoffCoefficient,
    ...(longest > maximum ? { MaxDelaySeconds: maximum } : {}),
  };
}
