import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { smtpMailer } from '../../activities/mailer.ts';
import { simulatedGateway } from '../../activities/payment-gateway.ts';
import { preparationLimit } from '../../activities/preparation-limit.ts';
import { connectStore } from '../../store/store.ts';
import type { LambdaDeps } from './handlers.ts';
import { requiredVariable } from './required-variable.ts';
import { stepFunctionsTokens } from './task-tokens.ts';

/** What only the activities may know. The secret that `SECRET_NAME` names holds it as JSON. */
interface Secrets {
  mongodbUri: string;
  smtpUrl: string;
}

/** What the activities work with, as deploy/template.yaml says. */
export async function depsFromEnvironment(): Promise<LambdaDeps> {
  const { mongodbUri, smtpUrl } = await secrets(requiredVariable('SECRET_NAME'));
  const store = await connectStore(mongodbUri);
  const clock = () => new Date();
  const queue = new SQSClient();
  return {
    store,
    clock,
    gateway: simulatedGateway({ store, clock }),
    mailer: smtpMailer({ url: smtpUrl, from: requiredVariable('MAIL_FROM') }),
    tokens: stepFunctionsTokens(new SFNClient()),
    enqueue: async (order) => {
      await queue.send(
        new SendMessageCommand({
          QueueUrl: requiredVariable('FULFILMENT_QUEUE_URL'),
          MessageBody: JSON.stringify(order),
        }),
      );
    },
    simulatedFailureRate: Number(process.env['SIMULATED_FAILURE_RATE'] ?? '0'),
    preparationLimit: preparationLimit(),
    refusedBooks: new Set(process.env['WAREHOUSE_REFUSES']?.split(',')),
  };
}

async function secrets(name: string): Promise<Secrets> {
  const { SecretString = '' } = await new SecretsManagerClient().send(
    new GetSecretValueCommand({ SecretId: name }),
  );
  return JSON.parse(SecretString) as Secrets;
}
