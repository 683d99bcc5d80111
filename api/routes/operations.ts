import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import type { ApiDeps } from '../api.ts';
import type { Metrics } from '../metrics.ts';
import { Problem } from '../problem.ts';
import { type Route, route } from '../route.ts';

const READINESS_DEADLINE_MS = 2_000;

/** What an operator asks: is it alive, is it ready, how does it do; and the API's own description. */
export function operationRoutes(
  { processes, store }: Pick<ApiDeps, 'processes' | 'store'>,
  { metrics, document }: { metrics: Metrics; document: () => object },
): Route[] {
  return [
    route({
      method: 'get',
      path: '/healthz',
      operationId: 'getHealth',
      tag: 'Operations',
      summary: 'Whether the API is alive',
      public: true,
      answers: { 200: { description: 'It is', schema: z.object({ status: z.literal('ok') }) } },
      handle: () => Promise.resolve({ status: 200, body: { status: 'ok' } }),
    }),

    route({
      method: 'get',
      path: '/readyz',
      operationId: 'getReadiness',
      tag: 'Operations',
      summary: 'Whether Temporal and MongoDB answer',
      public: true,
      answers: { 200: { description: 'They do', schema: z.object({ status: z.literal('ready') }) } },
      async handle() {
        const [temporal, mongodb] = await Promise.all([answers(temporalAnswers()), answers(store.ping())]);
        const silent = [...(temporal ? [] : ['Temporal']), ...(mongodb ? [] : ['MongoDB'])];
        if (silent.length === 0) return { status: 200, body: { status: 'ready' } };
        throw new Problem('unavailable', `Not ready: ${silent.join(' and ')} cannot be reached`, {
          errors: silent.map((field) => ({ field, detail: 'cannot be reached' })),
          headers: { 'Retry-After': '5' },
        });
      },
    }),

    route({
      method: 'get',
      path: '/metrics',
      operationId: 'getMetrics',
      tag: 'Operations',
      summary: 'Metrics for Prometheus, in its text format',
      answers: { 200: { description: 'The metrics' } },
      async handle() {
        return {
          status: 200,
          text: await metrics.text(),
          headers: { 'Content-Type': metrics.contentType },
        };
      },
    }),

    route({
      method: 'get',
      path: '/openapi.json',
      operationId: 'getApiDescription',
      tag: 'Operations',
      summary: 'This description',
      public: true,
      answers: { 200: { description: 'OpenAPI 3.1', schema: z.looseObject({ openapi: z.string() }) } },
      handle: () => Promise.resolve({ status: 200, body: document() }),
    }),
  ];

  async function temporalAnswers(): Promise<void> {
    const { temporal } = processes;
    await temporal.withDeadline(Date.now() + READINESS_DEADLINE_MS, () =>
      temporal.workflowService.describeNamespace({ namespace: temporal.options.namespace }),
    );
  }
}

/** Whether `call` comes through in time. */
async function answers(call: Promise<void>): Promise<boolean> {
  const inTime = call.then(
    () => true,
    () => false,
  );
  const late = new AbortController();
  const answered = await Promise.race([
    inTime,
    setTimeout(READINESS_DEADLINE_MS, false, { signal: late.signal }).catch(() => false),
  ]);
  late.abort();
  return answered;
}
