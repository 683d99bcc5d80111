import {
  condition,
  defineSignal,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
} from '@temporalio/workflow';
import type { createBareActivities } from './activities.ts';

type BareActivities = ReturnType<typeof createBareActivities>;

const { nothing, startFulfilment, sendAnswer } = proxyActivities<BareActivities>({
  startToCloseTimeout: '10 seconds',
});
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

/** The shape of `storeCheckout`: seven activities, the fifth of which brings about a signal. */
export async function bareCheckout(input: { workflowId: string }): Promise<unknown> {
  let answered = false;
  setHandler(defineSignal('answered'), () => void (answered = true));
  await nothing(input);
  await nothing(input);
  await nothing(input);
  await nothing(input);
  await startFulfilment(input);
  await condition(() => answered);
  await nothing(input);
  return nothing(input);
}

/** The shape of `fulfilOrder`: two activities, the second of which sends a signal. */
export async function bareFulfilment(input: { workflowId: string }): Promise<unknown> {
  await nothing(input);
  return sendAnswer(input);
}
