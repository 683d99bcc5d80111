import { z } from 'zod';
import { createCallbackAnswers, type Reception } from '../../activities/callback-answers.ts';
import type { ApiDeps } from '../api.ts';
import { Problem } from '../problem.ts';
import { type Answer, type Route, route } from '../route.ts';

const params = z.object({
  token: z.string().meta({ description: 'The token that came with the work', example: 'pKq3…' }),
});

const failure = z
  .strictObject({
    error: z
      .string()
      .min(1)
      .max(256)
      .refine((name) => !name.startsWith('States.'), 'must not begin with "States."')
      .meta({ example: 'NoCourierAvailable' }),
    cause: z.string().max(32_768).default('').meta({ example: 'No couriers available' }),
  })
  .meta({ id: 'CallbackFailure' });

const common = {
  method: 'post',
  tag: 'Callbacks',
  public: true,
  params,
  problems: { 404: 'Nobody knows this token', 409: 'It is answered, or nobody waits any more' },
} as const;

/** Where those who were handed work with a token answer. The token is all they need. */
export function callbackRoutes({
  store,
  clock,
  processes,
}: Pick<ApiDeps, 'store' | 'clock' | 'processes'>): Route[] {
  const answers = createCallbackAnswers({ store, clock, sendSignal: processes.signal });

  return [
    route({
      ...common,
      path: '/callbacks/{token}/success',
      operationId: 'reportSuccess',
      summary: 'The work is done: here is the result',
      description: 'Until it is acknowledged, the same answer may be repeated.',
      body: z.unknown().meta({ description: 'Any JSON value' }),
      bodyExamples: { 'a prepared order': { courier: 'Swift Couriers' } },
      answers: { 204: { description: 'The answer is delivered' } },
      handle: async ({ params, body: value }) => acknowledge(await answers.answer(params.token, { value })),
    }),

    route({
      ...common,
      path: '/callbacks/{token}/failure',
      operationId: 'reportFailure',
      summary: 'The work cannot be done: this is why',
      description: 'Until it is acknowledged, the same answer may be repeated.',
      body: failure,
      bodyExamples: { 'no courier': { error: 'NoCourierAvailable', cause: 'No couriers available' } },
      answers: { 204: { description: 'The answer is delivered' } },
      handle: async ({ params, body: { error: type, cause: message } }) =>
        acknowledge(await answers.answer(params.token, { failure: { type, message } })),
    }),

    route({
      ...common,
      path: '/callbacks/{token}/heartbeat',
      operationId: 'reportHeartbeat',
      summary: 'The work is still going on',
      answers: { 204: { description: 'Whoever waits knows' } },
      handle: async ({ params }) => acknowledge(await answers.heartbeat(params.token)),
    }),
  ];
}

function acknowledge(reception: Reception): Answer {
  if (reception === 'unknown') throw new Problem('not-found', 'Nobody knows this token');
  if (reception === 'over') throw new Problem('conflict', 'It is answered, or nobody waits any more');
  return { status: 204 };
}
