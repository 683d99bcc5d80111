import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import { simulatedGateway } from '../../activities/payment-gateway.ts';
import { connectStore } from '../../store/store.ts';
import type { LambdaDeps } from './handlers.ts';
import { requiredVariable } from './required-variable.ts';
import { stepFunctionsTokens } from './task-tokens.ts';

/** What only the activities may know. The secret that `SECRET_NAME` names holds it as JSON. */
interface Secrets {
  mongodbUri: string;
}

/** What the activities work with, as deploy/template.yaml says. */
export async function depsFromEnvironment(): Promise<LambdaDeps> {
  const { mongodbUri } = await secrets(requiredVariable('SECRET_NAME'));
  const store = await connectStore(mongodbUri);
  const clock = () => new Date();
  return {
    store,
    clock,
    gateway: simulatedGateway({ store, clock }),
    tokens: stepFunctionsTokens(new SFNClient()),
    simulatedFailureRate: Number(process.env['SIMULATED_FAILURE_RATE'] ?? '0'),
  };
}

async function secrets(name: string): Promise<Secrets> {
  const { SecretString = '' } = await new SecretsManagerClient().send(
    new GetSecretValueCommand({ SecretId: name }),
  );
  return JSON.parse(SecretString) as Secrets;
}
