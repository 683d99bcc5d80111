import { ApplicationFailure, proxyLocalActivities } from '@temporalio/workflow';
import type { PizzaInput } from '../activities/inputs/pizza.ts';
import type { PizzaActivities } from '../activities/pizzas.ts';
import { progress } from './patterns/progress.ts';

const { analyseFlavour } = proxyLocalActivities<PizzaActivities>({
  startToCloseTimeout: '5 seconds',
  retry: { maximumAttempts: 3, nonRetryableErrorTypes: ['InvalidInput'] },
});

/**
 * Pizza choice, answered in the same request: any pizza, but none with pineapple.
 *
 * @throws ApplicationFailure `Failed To Make Pizza`, `InvalidInput`
 */
export async function orderPizza({ flavour }: PizzaInput): Promise<{ containsPineapple: boolean }> {
  progress('Analysing the flavour');
  const { containsPineapple } = await analyseFlavour({ flavour });
  // Contains Pineapple?
  if (containsPineapple) {
    throw ApplicationFailure.nonRetryable('They asked for Pineapple', 'Failed To Make Pizza');
  }
  return { containsPineapple };
}
