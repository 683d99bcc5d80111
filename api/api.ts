import { randomUUID } from 'node:crypto';
import express, { type ErrorRequestHandler, type Express, type Request, type Response } from 'express';
import type { Logger } from 'pino';
import { isTemporalUnavailable } from '../client/failures.ts';
import { ProcessConflict, type ProcessClient } from '../client/process-client.ts';
import { isStoreUnavailable } from '../store/unavailable.ts';
import type { Store } from '../store/store.ts';
import { createAuthentication } from './authentication.ts';
import { claimKey, keyedRequest, uniqueIdOf } from './idempotency.ts';
import { parseJson } from './json.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { openApiDocument } from './openapi.ts';
import { Problem, type ProblemKind, kindOfStatus } from './problem.ts';
import type { Answer, ApiRequest, Route } from './route.ts';
import { documentationPage } from './documentation-page.ts';
import { bookingRoutes } from './routes/bookings.ts';
import { callbackRoutes } from './routes/callbacks.ts';
import { checkoutRoutes } from './routes/checkouts.ts';
import { executionRoutes } from './routes/executions.ts';
import { operationRoutes } from './routes/operations.ts';
import { orderRoutes } from './routes/orders.ts';
import { pizzaRoutes } from './routes/pizzas.ts';
import { shopRoutes } from './routes/shop.ts';
import { statusItemRoutes } from './routes/status-items.ts';
import { validate } from './validation.ts';

/** What the API works with. */
export interface ApiDeps {
  processes: ProcessClient;
  store: Store;
  logger: Logger;
  clock: () => Date;
  /** Callers need one of these; none: everybody may call. */
  apiKeys: readonly string[];
  /** Where the Temporal Web UI is, for links. */
  temporalUiUrl: string;
  /** What the ARNs of a pizza's answer name. */
  aws: { region: string; accountId: string };
  /** How long a request waits for a command's outcome; 10 s unless given. */
  commandPatienceMs?: number;
}

const MAX_BODY_BYTES = 256 * 1024;
/** How long Temporal may take for one request; a handler that waits for an execution sets its own. */
const TEMPORAL_DEADLINE_MS = 8_000;
const RETRY_AFTER_SECONDS = '5';

/** The HTTP API as an Express app. Whoever serves it also runs a worker of the interactive queue on the same connection. */
export function createApi(deps: ApiDeps): Express {
  const metrics = createMetrics();
  const routes: Route[] = [
    ...orderRoutes(deps),
    ...pizzaRoutes(deps),
    ...checkoutRoutes(deps),
    ...shopRoutes(deps),
    ...bookingRoutes(deps),
    ...statusItemRoutes(deps),
    ...callbackRoutes(deps),
    ...executionRoutes(deps),
    ...operationRoutes(deps, { metrics, document: () => document }),
  ];
  const document = openApiDocument(routes, { secured: deps.apiKeys.length > 0 });

  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.enable('case sensitive routing');
  app.use(observed(deps.logger, metrics));
  app.use('/docs', documentationPage(document));
  for (const [path, methods] of byPath(routes)) {
    for (const route of methods) {
      app[route.method](expressPath(path), ...handlers(route, deps));
    }
    app.all(expressPath(path), refuseMethod(methods));
  }
  app.use(() => {
    throw new Problem('not-found', 'There is no such route; /openapi.json lists them');
  });
  app.use(answerProblem(deps.logger));
  return app;
}

/** Gives each request an id, security headers, a line in the log and a place in the metrics. */
function observed(logger: Logger, metrics: Metrics): express.RequestHandler {
  return (request, response, next) => {
    const began = performance.now();
    const given = request.get('x-request-id') ?? '';
    const requestId = /^[A-Za-z0-9._-]{1,100}$/.test(given) ? given : randomUUID();
    response.locals['requestId'] = requestId;
    response.set({
      'X-Request-Id': requestId,
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
      'Referrer-Policy': 'no-referrer',
      'Cache-Control': 'no-store',
    });
    response.once('close', () => {
      const durationMs = performance.now() - began;
      const { method } = request;
      const route = (response.locals['route'] as string | undefined) ?? 'unknown';
      const status = response.writableFinished ? response.statusCode : 499;
      metrics.observe({ method, route, status, seconds: durationMs / 1000 });
      logger.info({ requestId, method, route, status, durationMs: Math.round(durationMs) }, 'request');
    });
    next();
  };
}

function handlers(route: Route, deps: ApiDeps): express.RequestHandler[] {
  const authenticate = createAuthentication(route.public ? [] : deps.apiKeys);
  const readBody = express.raw({ type: () => true, limit: MAX_BODY_BYTES, inflate: false });

  const first: express.RequestHandler = (request, response, next) => {
    response.locals['route'] = route.path;
    authenticate(request.get('authorization'));
    if (route.body && !isJson(request)) {
      throw new Problem(
        'unsupported-media-type',
        'Send the body as Content-Type: application/json, in UTF-8',
      );
    }
    next();
  };
  const last: express.RequestHandler = async (request, response) => {
    const body: unknown = route.body ? parseJson(bytesOf(request)) : undefined;
    send(response, await answer(route, request, body, deps));
  };
  return route.body ? [first, readBody, last] : [first, last];
}

async function answer(route: Route, request: Request, json: unknown, deps: ApiDeps): Promise<Answer> {
  const header = (name: string) => request.get(name);
  const keyed =
    route.method === 'get'
      ? undefined
      : keyedRequest(`${request.method} ${request.path}`, json, header('idempotency-key'));
  const validated: ApiRequest<Record<string, unknown>, Record<string, unknown>, unknown> = {
    params: route.params ? validate(route.params, request.params, 'path') : {},
    query: route.query ? validate(route.query, { ...request.query }, 'query') : {},
    body: route.body ? validate(route.body, json, 'body') : undefined,
    uniqueId: uniqueIdOf(keyed),
    header,
  };
  return deps.processes.temporal.withDeadline(Date.now() + TEMPORAL_DEADLINE_MS, async () => {
    await route.check?.(validated);
    if (keyed) await claimKey(deps.store, keyed, deps.clock());
    return route.handle(validated);
  });
}

function isJson(request: Request): boolean {
  const [type = '', ...parameters] = (request.get('content-type') ?? '').toLowerCase().split(';');
  const charset = parameters.map((text) => text.trim()).find((text) => text.startsWith('charset='));
  return (
    type.trim() === 'application/json' &&
    (charset === undefined || ['utf-8', 'utf8', '"utf-8"'].includes(charset.slice('charset='.length)))
  );
}

function bytesOf(request: Request): Uint8Array {
  return request.body instanceof Uint8Array ? request.body : new Uint8Array();
}

function send(response: Response, { status, body, text, headers = {} }: Answer): void {
  response.status(status).set(headers);
  if (text !== undefined) response.send(text);
  else if (body === undefined) response.end();
  else response.json(body);
}

function refuseMethod(methods: readonly Route[]): express.RequestHandler {
  const names = methods.map(({ method }) => method.toUpperCase());
  const allow = [...names, ...(names.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ');
  return (request, response) => {
    response.locals['route'] = methods[0]?.path;
    if (request.method === 'OPTIONS') {
      response.status(204).set('Allow', allow).end();
      return;
    }
    throw new Problem('method-not-allowed', `Here one may ${allow}`, { headers: { Allow: allow } });
  };
}

function answerProblem(logger: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const requestId = String(response.locals['requestId']);
    const problem = problemOf(error);
    if (problem.status >= 500) {
      const level = problem.kind === 'unavailable' ? 'warn' : 'error';
      logger[level]({ requestId, route: response.locals['route'] as unknown, err: error }, problem.message);
    }
    if (response.headersSent) {
      next(error);
      return;
    }
    response
      .status(problem.status)
      .set(problem.headers)
      .set('Content-Type', 'application/problem+json')
      .end(JSON.stringify(problem.body(requestId)));
  };
}

function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof ProcessConflict) return new Problem('conflict', error.message);
  if (isTemporalUnavailable(error)) return unavailable('Temporal');
  if (isStoreUnavailable(error)) return unavailable('MongoDB');
  const kind = kindOfHttpError(error);
  return kind
    ? new Problem(kind, DETAILS[kind] ?? 'The request cannot be read')
    : new Problem('internal-error', 'The request could not be answered; the log says why under its id');
}

function unavailable(server: string): Problem {
  return new Problem('unavailable', `${server} does not answer; try again`, {
    headers: { 'Retry-After': RETRY_AFTER_SECONDS },
  });
}

const DETAILS: Partial<Record<ProblemKind, string>> = {
  'body-too-large': 'A body may have 256 KiB',
  'unsupported-media-type': 'The body must not be compressed',
};

/** The kind of an error that Express or its body reader throws: those have a status. */
function kindOfHttpError(error: unknown): ProblemKind | undefined {
  if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number') return undefined;
  return error.status < 500 ? (kindOfStatus(error.status) ?? 'malformed-request') : undefined;
}

function byPath(routes: readonly Route[]): Map<string, Route[]> {
  const paths = new Map<string, Route[]>();
  for (const route of routes) paths.set(route.path, [...(paths.get(route.path) ?? []), route]);
  return paths;
}

/** `/orders/{orderId}` as Express writes it: `/orders/:orderId`. */
function expressPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}
