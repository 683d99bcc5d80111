import { STATUS_CODES } from 'node:http';
import { z } from 'zod';
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';
import { idempotencyKey } from './idempotency.ts';
import { kindOfStatus, Problem } from './problem.ts';
import type { Route } from './route.ts';

const problem = z
  .object({
    type: z
      .string()
      .meta({ description: 'The kind of problem', example: 'urn:twinstep:problem:invalid-input' }),
    title: z.string(),
    status: z.int(),
    detail: z.string().meta({ description: 'What is wrong with this request' }),
    instance: z.string().meta({ description: 'The request, as the logs name it' }),
    errors: z
      .array(
        z.object({
          detail: z.string(),
          pointer: z.string().optional().meta({ description: 'JSON Pointer into the body' }),
          field: z.string().meta({ description: 'The place in the body, the parameter or the header' }),
        }),
      )
      .meta({ description: 'Each field that is wrong' }),
    reason: z.string().optional().meta({
      description: 'The type of the business failure, where a process refused',
      example: 'NoRoomAvailable',
    }),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details' });

/** The OpenAPI 3.1 description of `routes`. */
export function openApiDocument(routes: readonly Route[], { secured }: { secured: boolean }) {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method]: operation(route, secured) };
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Twinstep',
      version: '0.1.0',
      description:
        'Business processes that run on Temporal. Instants are RFC 3339 in UTC; money is an integer in minor units. ' +
        'What cannot be read is 400, what can be read and is not valid 422.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'One of API_KEYS, where the server has any' },
      },
    },
  });
}

function operation(route: Route, secured: boolean): ZodOpenApiOperationObject {
  const { operationId, tag, summary, description, params, query, body, bodyExamples } = route;
  const header =
    route.method === 'get' ? undefined : z.object({ 'Idempotency-Key': idempotencyKey.optional() });
  return {
    operationId,
    tags: [tag],
    summary,
    ...(description ? { description } : {}),
    ...(secured ? { security: route.public ? [] : [{ apiKey: [] }] } : {}),
    requestParams: {
      ...(params ? { path: params } : {}),
      ...(query ? { query } : {}),
      ...(header ? { header } : {}),
    },
    ...(body
      ? {
          requestBody: {
            required: true,
            content: {
              'application/json': {
                schema: body,
                ...(bodyExamples
                  ? {
                      examples: Object.fromEntries(
                        Object.entries(bodyExamples).map(([name, value]) => [name, { value }]),
                      ),
                    }
                  : {}),
              },
            },
          },
        }
      : {}),
    responses: responses(route, secured),
  };
}

function responses(route: Route, secured: boolean): ZodOpenApiResponsesObject {
  const answers = Object.entries(route.answers).map(([status, { description, schema, example, headers }]) => [
    status,
    {
      description,
      ...(headers
        ? {
            headers: Object.fromEntries(
              Object.entries(headers).map(([name, text]) => [
                name,
                { description: text, schema: { type: 'string' as const } },
              ]),
            ),
          }
        : {}),
      ...(schema
        ? { content: { 'application/json': { schema, ...(example === undefined ? {} : { example }) } } }
        : {}),
    },
  ]);
  const problems = Object.entries(problemsOf(route, secured)).map(([status, description]) => [
    status,
    {
      description,
      content: {
        'application/problem+json': { schema: problem, example: exampleOf(Number(status), description) },
      },
    },
  ]);
  return Object.fromEntries([...answers, ...problems]) as ZodOpenApiResponsesObject;
}

function problemsOf(route: Route, secured: boolean): Record<number, string> {
  return {
    ...(route.params || route.query || route.body || route.method !== 'get'
      ? { 400: 'What was sent cannot be read' }
      : {}),
    ...(secured && !route.public ? { 401: 'No valid API key was sent' } : {}),
    ...(route.method !== 'get' ? { 409: 'The Idempotency-Key was used with another body' } : {}),
    ...(route.body
      ? {
          413: 'The body is over 256 KiB',
          415: 'The body is not application/json',
          422: 'A field is missing, unknown or not valid',
        }
      : {}),
    503: 'Temporal or MongoDB does not answer; try again',
    ...route.problems,
  };
}

function exampleOf(status: number, detail: string) {
  const kind = kindOfStatus(status);
  if (!kind) throw new Error(`No kind of problem answers with ${status} ${STATUS_CODES[status] ?? ''}`);
  return new Problem(kind, detail).body('8e03978e-40d5-43e8-bc93-6894a57f9324');
}
