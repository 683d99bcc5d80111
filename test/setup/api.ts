import { pino } from 'pino';
import { createApi, type ApiDeps } from '../../api/api.ts';
import { serve } from '../../api/server.ts';
import type { Harness } from './harness.ts';

/** What came back from a request. */
export interface Reply {
  status: number;
  headers: Headers;
  /** Parsed, where it is JSON; else the text. */
  body: unknown;
}

/** What to send: `json` as JSON, or `raw` as it is. */
export interface Sent {
  json?: unknown;
  raw?: string | Uint8Array;
  headers?: Record<string, string>;
}

/** The API over the harness's client and store, on a free port of this machine. `stop()` it before the harness. */
export async function startApi(harness: Harness, overrides: Partial<ApiDeps> = {}) {
  const server = await serve(
    createApi({
      processes: harness.client,
      store: harness.store,
      logger: pino({ level: 'silent' }),
      clock: () => new Date(),
      apiKeys: [],
      temporalUiUrl: 'http://ui.example',
      aws: { region: 'eu-central-1', accountId: '123456789012' },
      ...overrides,
    }),
    { port: 0, host: '127.0.0.1' },
  );

  return {
    ...server,

    /** Sends `POST /orders`, for example. */
    async call(request: `${string} /${string}`, { json, raw, headers = {} }: Sent = {}): Promise<Reply> {
      const [method = '', path = ''] = request.split(/ (.*)/s);
      const body = raw ?? (json === undefined ? undefined : JSON.stringify(json));
      const response = await fetch(`${server.url}${path}`, {
        method,
        redirect: 'manual',
        headers: { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
        ...(body === undefined ? {} : { body: body as string }),
      });
      const text = await response.text();
      const isJson = response.headers.get('content-type')?.includes('json') ?? false;
      return {
        status: response.status,
        headers: response.headers,
        body: isJson ? (JSON.parse(text) as unknown) : text,
      };
    },
  };
}

export type TestApi = Awaited<ReturnType<typeof startApi>>;
