import { z } from 'zod';
import type { ApiDeps } from '../api.ts';
import { Problem } from '../problem.ts';
import { type Route, route } from '../route.ts';

/** Longer than a business id: the process's prefix comes before it. */
const workflowId = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,200}$/, 'must be 1 to 200 of letters, digits, ".", "_" and "-"')
  .meta({ example: 'order-12345' });

const failure = z.object({ type: z.string(), message: z.string() });
const instant = z.iso.datetime();

const execution = z
  .object({
    workflowId: z.string(),
    runId: z.string(),
    process: z.string(),
    status: z.enum(['RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED', 'TERMINATED', 'TIMED_OUT']),
    input: z.unknown(),
    output: z.unknown().optional().meta({ description: 'Once COMPLETED' }),
    failure: failure.optional().meta({ description: 'Once it ended otherwise' }),
    startTime: instant,
    closeTime: instant.optional(),
    taskQueue: z.string(),
    webUi: z.url().meta({ description: 'Where the Temporal Web UI shows it' }),
  })
  .meta({ id: 'Execution' });

const history = z
  .object({
    events: z.array(
      z.object({
        id: z.int(),
        at: instant,
        type: z.string().meta({ example: 'ActivityTaskScheduled' }),
        name: z.string().optional().meta({ description: 'The activity, timer or signal' }),
        attempt: z.int().optional(),
        input: z.unknown().optional(),
        result: z.unknown().optional(),
        failure: failure.optional(),
      }),
    ),
  })
  .meta({ id: 'History' });

const params = z.object({ workflowId });
const problems = { 404: 'There is no such execution, or not any more' };

export function executionRoutes({
  processes,
  temporalUiUrl,
}: Pick<ApiDeps, 'processes' | 'temporalUiUrl'>): Route[] {
  return [
    route({
      method: 'get',
      path: '/executions/{workflowId}',
      operationId: 'getExecution',
      tag: 'Executions',
      summary: 'An execution of any process',
      params,
      answers: { 200: { description: 'The execution as it stands', schema: execution } },
      problems,
      async handle({ params }) {
        const description = await processes.describe(params.workflowId);
        if (!description) throw notFound();
        const { runId, process, status, startTime, closeTime, taskQueue } = description;
        const { input, result, failure } = await processes.data(description);
        const body: z.infer<typeof execution> = {
          workflowId: params.workflowId,
          runId,
          process,
          status,
          input,
          ...(status === 'COMPLETED' ? { output: result ?? null } : {}),
          ...(failure ? { failure } : {}),
          startTime: startTime.toISOString(),
          ...(closeTime ? { closeTime: closeTime.toISOString() } : {}),
          taskQueue,
          webUi: webUiLink(params.workflowId, runId),
        };
        return { status: 200, body };
      },
    }),

    route({
      method: 'get',
      path: '/executions/{workflowId}/history',
      operationId: 'getExecutionHistory',
      tag: 'Executions',
      summary: 'The events of an execution, oldest first',
      params,
      answers: { 200: { description: 'The events', schema: history } },
      problems,
      async handle({ params }) {
        const events = await processes.history(params.workflowId);
        if (!events) throw notFound();
        return { status: 200, body: { events } satisfies z.infer<typeof history> };
      },
    }),
  ];

  function webUiLink(workflowId: string, runId: string): string {
    const { namespace } = processes.temporal.options;
    return `${temporalUiUrl}/namespaces/${namespace}/workflows/${workflowId}/${runId}/history`;
  }
}

function notFound(): Problem {
  return new Problem('not-found', 'There is no such execution');
}
