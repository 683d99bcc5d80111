import { z } from 'zod';
import { pizzaInput } from '../../activities/inputs/pizza.ts';
import type { ClosedExecution } from '../../client/process-client.ts';
import type { ApiDeps } from '../api.ts';
import { type Route, route } from '../route.ts';
import { traceHeader } from '../trace.ts';

const epochSeconds = z.number().meta({ description: 'Seconds since 1970, with fractions' });
const dataDetails = z.object({ included: z.boolean() });

/** The answer of Step Functions' StartSyncExecution, key by key. */
const syncExecution = z
  .object({
    executionArn: z.string(),
    stateMachineArn: z.string(),
    name: z.string(),
    status: z.enum(['SUCCEEDED', 'FAILED', 'TIMED_OUT']),
    input: z.string().meta({ description: 'JSON text' }),
    inputDetails: dataDetails,
    output: z.string().optional().meta({ description: 'JSON text; only on success' }),
    outputDetails: dataDetails,
    error: z.string().optional().meta({ description: 'Only on failure' }),
    cause: z.string().optional().meta({ description: 'Only on failure' }),
    startDate: epochSeconds,
    stopDate: epochSeconds,
    billingDetails: z.object({ billedMemoryUsedInMB: z.number(), billedDurationInMilliseconds: z.number() }),
    traceHeader: z.string(),
  })
  .meta({ id: 'SyncExecution' });

type SyncExecution = z.infer<typeof syncExecution>;

/** The process has 30 s; that it timed out is to be told after that. */
const CLOSED_DEADLINE_MS = 35_000;

const BILLED_MEMORY_MB = 64;
const BILLED_STEP_MS = 100;

export function pizzaRoutes({ processes, aws }: Pick<ApiDeps, 'processes' | 'aws'>): Route[] {
  return [
    route({
      method: 'post',
      path: '/pizzas',
      operationId: 'choosePizza',
      tag: 'Pizzas',
      summary: 'Choose a pizza, and be told at once',
      description:
        'Runs the process within the request and answers like Step Functions’ StartSyncExecution, also for a pizza that is refused.',
      body: pizzaInput,
      bodyExamples: { margherita: { flavour: 'margherita' }, 'refused pizza': { flavour: 'hawaiian' } },
      answers: {
        200: {
          description: 'The whole execution',
          schema: syncExecution,
          example: {
            executionArn: 'arn:aws:states:us-east-1:000000000000:express:orderPizza:pizza-8e03978e',
            stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:orderPizza',
            name: 'pizza-8e03978e',
            status: 'FAILED',
            input: '{"flavour":"hawaiian"}',
            inputDetails: { included: true },
            outputDetails: { included: true },
            error: 'Failed To Make Pizza',
            cause: 'They asked for Pineapple',
            startDate: 1764538573.123,
            stopDate: 1764538573.134,
            billingDetails: { billedMemoryUsedInMB: 64, billedDurationInMilliseconds: 100 },
            traceHeader: 'Root=1-692cb58d-4bf92f3577b34da6a3ce929d;Sampled=0',
          },
        },
      },
      async handle({ body, uniqueId, header }) {
        const execution = await processes.start('orderPizza', body, {
          uniqueId,
          eager: true,
          memo: { traceHeader: traceHeader(header) },
        });
        const closed = await processes.temporal.withDeadline(Date.now() + CLOSED_DEADLINE_MS, () =>
          processes.closed(execution),
        );
        return { status: 200, body: syncExecutionOf(execution.workflowId, closed) };
      },
    }),
  ];

  function syncExecutionOf(name: string, execution: ClosedExecution): SyncExecution {
    const { startTime, closeTime, input, memo, failure } = execution;
    const arn = `arn:aws:states:${aws.region}:${aws.accountId}`;
    const took = Math.max(closeTime.getTime() - startTime.getTime(), 1);
    return {
      executionArn: `${arn}:express:orderPizza:${name}`,
      stateMachineArn: `${arn}:stateMachine:orderPizza`,
      name,
      status: statusOf(execution),
      input: JSON.stringify(input),
      inputDetails: { included: true },
      ...(execution.status === 'COMPLETED' ? { output: JSON.stringify(execution.result) } : {}),
      outputDetails: { included: true },
      ...(failure
        ? {
            error: execution.status === 'TIMED_OUT' ? 'States.Timeout' : failure.type,
            cause: failure.message,
          }
        : {}),
      startDate: startTime.getTime() / 1000,
      stopDate: closeTime.getTime() / 1000,
      billingDetails: {
        billedMemoryUsedInMB: BILLED_MEMORY_MB,
        billedDurationInMilliseconds: Math.ceil(took / BILLED_STEP_MS) * BILLED_STEP_MS,
      },
      traceHeader: String(memo['traceHeader']),
    };
  }
}

function statusOf({ status }: ClosedExecution): SyncExecution['status'] {
  if (status === 'COMPLETED') return 'SUCCEEDED';
  return status === 'TIMED_OUT' ? 'TIMED_OUT' : 'FAILED';
}
