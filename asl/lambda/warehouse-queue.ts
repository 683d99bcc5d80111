import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { requiredVariable } from './required-variable.ts';

const stepFunctions = new SFNClient();

/** Consumes the warehouse's queue: each order starts `fulfilOrder`, once. What cannot be started stays in the queue. */
export async function startFulfilment({ Records }: SQSEvent): Promise<SQSBatchResponse> {
  const outcomes = await Promise.allSettled(Records.map(fulfil));
  return {
    batchItemFailures: Records.filter((_, index) => outcomes[index]?.status === 'rejected').map(
      ({ messageId }) => ({ itemIdentifier: messageId }),
    ),
  };
}

async function fulfil({ body }: SQSRecord): Promise<void> {
  const { orderId } = JSON.parse(body) as { orderId: string };
  try {
    await stepFunctions.send(
      new StartExecutionCommand({
        stateMachineArn: requiredVariable('FULFIL_ORDER_ARN'),
        name: `fulfil-${orderId}`,
        input: body,
      }),
    );
  } catch (error) {
    if (!(error instanceof ExecutionAlreadyExists)) throw error;
  }
}
