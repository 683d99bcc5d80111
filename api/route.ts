import type { z } from 'zod';

/** A request, validated. */
export interface ApiRequest<Params, Query, Body> {
  params: Params;
  query: Query;
  body: Body;
  /** A new id for what the request makes; the same whenever the request is repeated with its `Idempotency-Key`. */
  uniqueId: string;
  /** A request header, by its name in lower case. */
  header: (name: string) => string | undefined;
}

/** What a request is answered with: `body` as JSON, or `text` of the content type that `headers` name. */
export interface Answer {
  status: number;
  body?: unknown;
  text?: string;
  headers?: Record<string, string>;
}

/** One answer of a route in the API's description. */
export interface DocumentedAnswer {
  description: string;
  schema?: z.ZodType;
  example?: unknown;
  /** Headers with their descriptions. */
  headers?: Record<string, string>;
}

/**
 * One route: what validates its requests, answers them and describes it in OpenAPI.
 *
 * `handle` throws `Problem` for what it refuses. `check` refuses before the `Idempotency-Key` is taken, so that the key can
 * be used again with a better body.
 */
interface RouteOf<Params extends z.ZodObject, Query extends z.ZodObject, Body extends z.ZodType> {
  method: 'get' | 'post' | 'patch' | 'delete';
  /** In OpenAPI's words: `/orders/{orderId}`. */
  path: `/${string}`;
  /** The operation's name in OpenAPI and in generated clients. */
  operationId: string;
  tag: string;
  summary: string;
  description?: string;
  /** Needs no API key. */
  public?: true;
  params?: Params;
  query?: Query;
  body?: Body;
  bodyExamples?: Record<string, z.input<Body>>;
  answers: Record<number, DocumentedAnswer>;
  /** Refusals beyond those that all routes have, by status. */
  problems?: Record<number, string>;
  check?(request: ApiRequest<z.output<Params>, z.output<Query>, z.output<Body>>): Promise<void>;
  handle(request: ApiRequest<z.output<Params>, z.output<Query>, z.output<Body>>): Promise<Answer>;
}

export type Route = RouteOf<z.ZodObject, z.ZodObject, z.ZodType>;

/** Declares a route; its handler gets the types of its schemas. */
export function route<
  Params extends z.ZodObject = z.ZodObject,
  Query extends z.ZodObject = z.ZodObject,
  Body extends z.ZodType = z.ZodUndefined,
>(definition: RouteOf<Params, Query, Body>): Route {
  return definition;
}
