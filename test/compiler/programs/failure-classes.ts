import { ApplicationFailure, ActivityFailure } from '@temporalio/workflow';
import { fail } from '../proxies.ts';

export async function program({ how }: { how: string }): Promise<string> {
  try {
    if (how === 'activity') await fail({ type: 'Broken', message: 'in the activity' });
    if (how === 'thrown') throw ApplicationFailure.nonRetryable('thrown here', 'Thrown');
    return 'fine';
  } catch (error) {
    if (error instanceof ActivityFailure) {
      const cause = error.cause;
      if (cause instanceof ApplicationFailure)
        return `activity ${error.activityType}: ${cause.type} ${cause.message}`;
      return 'activity';
    }
    if (error instanceof ApplicationFailure) return `${error.type}: ${error.message}`;
    return 'unknown';
  }
}
export const inputs = [{ how: 'activity' }, { how: 'thrown' }, { how: 'not' }];
