import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { createBareActivities } from './activities.ts';

type BareActivities = ReturnType<typeof createBareActivities>;

const { nothing } = proxyActivities<BareActivities>({ startToCloseTimeout: '10 seconds' });
const local = proxyLocalActivities<BareActivities>({ startToCloseTimeout: '10 seconds' });

/** The shape of `processOrder`: three activities, one after the other. */
export async function bareOrder(input: { orderId: string }): Promise<unknown> {
  await nothing(input);
  await nothing(input);
  return nothing(input);
}

/** The shape of `orderPizza`: one local activity. */
export async function barePizza(input: { flavour: string }): Promise<unknown> {
  return local.nothing(input);
}
