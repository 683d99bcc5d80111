import { SFNClient } from '@aws-sdk/client-sfn';
import { simulatedGateway } from '../../activities/payment-gateway.ts';
import { connectStore } from '../../store/store.ts';
import type { LambdaDeps } from './handlers.ts';
import { requiredVariable } from './required-variable.ts';
import { stepFunctionsTokens } from './task-tokens.ts';

/** What the activities work with, as deploy/template.yaml says. */
export async function depsFromEnvironment(): Promise<LambdaDeps> {
  const store = await connectStore(requiredVariable('MONGODB_URI'));
  const clock = () => new Date();
  return {
    store,
    clock,
    gateway: simulatedGateway({ store, clock }),
    tokens: stepFunctionsTokens(new SFNClient()),
    simulatedFailureRate: Number(process.env['SIMULATED_FAILURE_RATE'] ?? '0'),
  };
}
