import { simulatedGateway } from '../../activities/payment-gateway.ts';
import { preparationLimit } from '../../activities/preparation-limit.ts';
import type { Store } from '../../store/store.ts';
import {
  type ActivityDeps,
  createInteractiveActivities,
  createProcessActivities,
} from '../../worker/activities.ts';
import { recordingMailer } from './checkouts.ts';

/** The activities of processes and commands over a store, to be called without Temporal. */
export function activitiesOver(
  store: Store,
  { clock = () => new Date(), ...given }: Partial<ActivityDeps> & Pick<ActivityDeps, 'execution'>,
) {
  const deps: ActivityDeps = {
    store,
    clock,
    gateway: simulatedGateway({ store, clock }),
    mailer: recordingMailer(),
    simulatedFailureRate: 0,
    processes: { start: () => Promise.reject(new Error('no server')), signal: () => Promise.resolve(false) },
    callbackSecret: 'secret',
    preparationLimit: preparationLimit({}),
    refusedBooks: new Set(),
    ...given,
  };
  return { ...createProcessActivities(deps), ...createInteractiveActivities(deps) };
}
