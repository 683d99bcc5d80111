import { EventEmitter, once } from 'node:events';
import { connect } from 'node:net';
import { text as readAll } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { type Reply, startApi, type TestApi } from '../setup/api.ts';
import { type Harness, startHarness } from '../setup/harness.ts';

let harness: Harness;
let api: TestApi;
beforeAll(async () => {
  harness = await startHarness();
  api = await startApi(harness);
});
afterAll(async () => {
  await api.stop();
  await harness.stop();
});

const pizza = (raw: string | Uint8Array, headers: Record<string, string> = {}) =>
  api.call('POST /pizzas', { raw, headers });

/** What every problem has, whatever it is about. */
function expectProblem({ status, headers, body }: Reply, expected: number, detail?: RegExp) {
  expect(status).toBe(expected);
  expect(headers.get('content-type')).toBe('application/problem+json');
  expect(body).toEqual({
    type: expect.stringMatching(/^urn:twinstep:problem:[a-z-]+$/) as string,
    title: expect.any(String) as string,
    status: expected,
    detail: detail ? (expect.stringMatching(detail) as string) : (expect.any(String) as string),
    instance: `urn:twinstep:request:${headers.get('x-request-id')}`,
    errors: expect.any(Array) as unknown[],
  });
}

describe('what is not JSON', () => {
  test.each([
    { raw: '', detail: /ends at position 0 \(line 1, column 1\), where a value/ },
    { raw: ' \n', detail: /ends at position 2 \(line 2, column 1\)/ },
    { raw: '{', detail: /ends at position 1 .*a key or "}"/ },
    { raw: '{"flavour":', detail: /ends at position 11 .*a value/ },
    { raw: '{"flavour":"x"', detail: /ends at position 14 .*"," or "}"/ },
    { raw: '{flavour:"x"}', detail: /a key or "}" is expected at position 1 / },
    { raw: "{'flavour':'x'}", detail: /position 1 / },
    { raw: '{"flavour":"x",}', detail: /a key is expected at position 15 / },
    { raw: '{"flavour" "x"}', detail: /":" is expected at position 11 / },
    { raw: '{\n "flavour": x\n}', detail: /position 14 \(line 2, column 13\)/ },
    { raw: '{"flavour":"x"} {', detail: /the end is expected at position 16 / },
    { raw: '{"flavour":"a\nb"}', detail: /a value is expected at position 11 / },
    { raw: '{"flavour":"\\x"}', detail: /position 11 / },
    { raw: '{"flavour":01}', detail: /"," or "}" is expected at position 12 / },
    { raw: '{"flavour":NaN}', detail: /position 11 / },
    { raw: '[1,]', detail: /a value is expected at position 3 / },
    { raw: '[1}', detail: /"," or "]" is expected at position 2 / },
    { raw: 'flavour=margherita', detail: /position 0 / },
    { raw: new Uint8Array([0x7b, 0xff, 0x7d]), detail: /not UTF-8/ },
  ])('is refused with its place: $raw', async ({ raw, detail }) => {
    expectProblem(await pizza(raw), 400, detail);
  });

  it('is never repeated in the answer', async () => {
    const { body } = await pizza('{"email":guest@example.com}');
    expect(JSON.stringify(body)).not.toContain('guest');
  });
});

describe('JSON that cannot be kept', () => {
  test.each([
    { name: 'NUL', raw: '{"flavour":"a\\u0000b"}', detail: /^flavour: / },
    { name: 'half a surrogate pair', raw: '{"flavour":"\\ud800"}', detail: /^flavour: / },
    { name: 'NUL in a key', raw: '{"a\\u0000":1}', detail: /^body: / },
    {
      name: 'deep nesting',
      raw: `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
      detail: /nested deeper than 64/,
    },
  ])('is refused: $name', async ({ raw, detail }) => expectProblem(await pizza(raw), 400, detail));
});

describe('strange JSON', () => {
  test.each([
    { name: 'a key of the prototype', raw: '{"flavour":"x","__proto__":{"polluted":1}}' },
    { name: 'constructor', raw: '{"flavour":"x","constructor":{"prototype":{"polluted":1}}}' },
    { name: 'an infinite number', raw: '{"flavour":1e999}' },
  ])('does no harm: $name', async ({ raw }) => {
    expectProblem(await pizza(raw), 422);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test.each([
    { name: 'the last of equal keys', raw: '{"flavour":"hawaiian","flavour":"fungi"}' },
    { name: 'a byte order mark', raw: '\ufeff{"flavour":"fungi"}' },
    { name: 'emoji', raw: '{"flavour":"🍕"}' },
  ])('counts: $name', async ({ raw }) => {
    expect(await pizza(raw)).toMatchObject({ status: 200, body: { status: 'SUCCEEDED' } });
  });
});

describe('the content type', () => {
  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/jsonx',
    'application/json; charset=latin1',
    '',
  ])('must be JSON, not "%s"', async (type) =>
    expectProblem(await pizza('{"flavour":"fungi"}', { 'Content-Type': type }), 415),
  );

  test.each(['application/json', 'Application/JSON; charset=UTF-8'])('may be "%s"', async (type) => {
    expect(await pizza('{"flavour":"fungi"}', { 'Content-Type': type })).toMatchObject({ status: 200 });
  });

  it('must be there', async () => expectProblem(await api.call('POST /pizzas'), 415));

  it('must not be compressed', async () => {
    expectProblem(await pizza('{"flavour":"fungi"}', { 'Content-Encoding': 'gzip' }), 415);
  });
});

describe('the size of a body', () => {
  const ofBytes = (size: number) => `{"flavour":"fungi"${' '.repeat(size - 19)}}`;

  it('may be 256 KiB', async () => {
    expect(await pizza(ofBytes(256 * 1024))).toMatchObject({ status: 200 });
  });

  it('may not be more', async () => expectProblem(await pizza(ofBytes(256 * 1024 + 1)), 413));
});

describe('where nothing is', () => {
  test.each(['GET /', 'GET /orders/a/b', 'POST /nope', 'GET /Orders/1', 'GET /orders/%E0%A4%A'])(
    '%s',
    async (request) => {
      const reply = await api.call(request as 'GET /');
      expectProblem(reply, request.includes('%') ? 400 : 404);
    },
  );

  test.each([
    { request: 'GET /orders', allow: 'POST, OPTIONS' },
    { request: 'DELETE /orders/1', allow: 'GET, HEAD, OPTIONS' },
    { request: 'PUT /pizzas', allow: 'POST, OPTIONS' },
    { request: 'POST /openapi.json', allow: 'GET, HEAD, OPTIONS' },
    { request: 'POST /docs/', allow: 'GET, HEAD' },
  ] as const)('$request says what is allowed', async ({ request, allow }) => {
    const reply = await api.call(request);
    expectProblem(reply, 405);
    expect(reply.headers.get('allow')).toBe(allow);
  });

  it('OPTIONS says what is allowed', async () => {
    const { status, headers } = await api.call('OPTIONS /orders');
    expect({ status, allow: headers.get('allow') }).toEqual({ status: 204, allow: 'POST, OPTIONS' });
  });

  test.each(['nonsense\r\n\r\n', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`])(
    'answers even what is not HTTP with a problem',
    async (bytes) => {
      const { port, hostname } = new URL(api.url);
      const socket = connect(Number(port), hostname);
      socket.write(bytes);
      expect(await readAll(socket)).toMatch(
        /^HTTP\/1\.1 400 .*application\/problem\+json.*malformed-request/s,
      );
    },
  );
});

describe('every answer', () => {
  it('has an id, the caller’s where it is one, and safe headers', async () => {
    const given = await api.call('GET /healthz', { headers: { 'X-Request-Id': 'mine-1' } });
    expect(given.headers.get('x-request-id')).toBe('mine-1');
    const made = await api.call('GET /healthz', { headers: { 'X-Request-Id': 'not an id' } });
    expect(made.headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
    expect(made.headers.get('x-content-type-options')).toBe('nosniff');
    expect(made.headers.has('x-powered-by')).toBe(false);
  });

  it('hides what went wrong inside', async () => {
    const describe = () => Promise.reject(new Error('secret place'));
    const broken = await startApi(harness, { processes: { ...harness.client, describe } });
    const reply = await broken.call('GET /orders/1');
    await broken.stop();
    expectProblem(reply, 500);
    expect(JSON.stringify(reply.body)).not.toContain('secret');
  });
});

describe('API keys', () => {
  let guarded: TestApi;
  beforeAll(async () => {
    guarded = await startApi(harness, { apiKeys: ['first-key', 'second-key'] });
  });
  afterAll(() => guarded.stop());

  const needed = [
    'GET /orders/1',
    'POST /orders',
    'POST /pizzas',
    'POST /bookings',
    'DELETE /bookings/x',
    'GET /status-items',
    'PATCH /status-items/x',
    'GET /executions/x',
    'GET /metrics',
  ] as const;
  const notNeeded = ['GET /healthz', 'GET /readyz', 'GET /openapi.json', 'GET /docs/'] as const;

  test.each(needed)('%s needs one', async (request) => {
    for (const headers of [{}, { Authorization: 'Bearer wrong' }, { Authorization: 'Basic first-key' }]) {
      const reply = await guarded.call(request, { headers: headers });
      expectProblem(reply, 401);
      expect(reply.headers.get('www-authenticate')).toMatch(/^Bearer/);
    }
  });

  test.each(notNeeded)('%s needs none', async (request) => {
    expect(await guarded.call(request)).toMatchObject({ status: 200 });
  });

  test.each(['first-key', 'second-key'])('%s opens', async (key) => {
    const headers = { Authorization: `Bearer ${key}` };
    expect(await guarded.call('GET /metrics', { headers })).toMatchObject({ status: 200 });
  });
});

describe('stopping', () => {
  it('lets running requests finish and takes no more', async () => {
    const events = new EventEmitter();
    const describe = async () => {
      events.emit('running');
      await once(events, 'go on');
      return undefined;
    };
    const stopping = await startApi(harness, { processes: { ...harness.client, describe } });
    const running = stopping.call('GET /executions/x');
    await once(events, 'running');
    const stopped = stopping.stop();
    await expect(stopping.call('GET /healthz')).rejects.toThrow('fetch failed');
    events.emit('go on');
    expect(await running).toMatchObject({ status: 404 });
    await stopped;
  });
});
