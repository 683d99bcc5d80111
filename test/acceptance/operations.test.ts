import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { Validator } from '@seriousme/openapi-schema-validator';
import { NativeConnection } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, inject, it, test } from 'vitest';
import { clientOver } from '../../client/connection.ts';
import { createProcessClient } from '../../client/process-client.ts';
import { connectStore } from '../../store/store.ts';
import { startApi, type TestApi } from '../setup/api.ts';
import { type Harness, startHarness } from '../setup/harness.ts';
import { databaseUri, uniqueName } from '../setup/isolation.ts';

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

describe('executions', () => {
  const pizza = async (flavour: string) =>
    ((await api.call('POST /pizzas', { json: { flavour } })).body as { name: string }).name;

  it('are shown with what went in and came out', async () => {
    const name = await pizza('fungi');
    const { status, body } = await api.call(`GET /executions/${name}`);
    const { runId } = body as { runId: string };
    expect(status).toBe(200);
    expect(body).toEqual({
      workflowId: name,
      runId,
      process: 'orderPizza',
      status: 'COMPLETED',
      input: { flavour: 'fungi' },
      output: { containsPineapple: false },
      startTime: expect.stringMatching(/Z$/) as string,
      closeTime: expect.stringMatching(/Z$/) as string,
      taskQueue: 'twinstep-interactive',
      webUi: `http://ui.example/namespaces/${harness.namespace}/workflows/${name}/${runId}/history`,
    });
  });

  it('are shown with why they failed', async () => {
    const name = await pizza('hawaiian');
    const { body } = await api.call(`GET /executions/${name}`);
    expect(body).toMatchObject({
      status: 'FAILED',
      failure: { type: 'Failed To Make Pizza', message: 'They asked for Pineapple' },
    });
    expect(body).not.toHaveProperty('output');
  });

  it('have a readable history', async () => {
    const orderId = uniqueName('o');
    await api.call('POST /orders', { json: { orderId } });
    await harness.client.temporal.workflow.getHandle(`order-${orderId}`).result();
    const { body } = await api.call(`GET /executions/order-${orderId}/history`);
    const { events } = body as { events: Record<string, unknown>[] };
    expect(events.map(({ id }) => id)).toEqual(events.map((_, i) => i + 1));
    expect(events[0]).toMatchObject({
      type: 'WorkflowExecutionStarted',
      name: 'processOrder',
      input: { orderId },
    });
    expect(events.filter(({ type }) => type === 'ActivityTaskCompleted').map(({ name }) => name)).toEqual([
      'checkInventory',
      'processPayment',
      'updateOrderStatus',
    ]);
    expect(events.at(-1)).toMatchObject({
      type: 'WorkflowExecutionCompleted',
      result: { orderId, status: 'Completed' },
    });
  });

  test.each(['', '/history'])('that there are none is said by 404: /executions/{id}%s', async (path) => {
    expect(await api.call(`GET /executions/${uniqueName('none')}${path}`)).toMatchObject({ status: 404 });
    expect(await api.call(`GET /executions/a%20b${path}`)).toMatchObject({ status: 400 });
  });
});

describe('health', () => {
  it('is told apart from readiness', async () => {
    expect(await api.call('GET /healthz')).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect(await api.call('GET /readyz')).toMatchObject({ status: 200, body: { status: 'ready' } });
  });

  it('a store that is gone is 503 where it is needed', async () => {
    const store = await connectStore(databaseUri());
    await store.close();
    const cut = await startApi(harness, { store });
    const replies = await Promise.all([
      cut.call('GET /readyz'),
      cut.call('GET /orders/1'),
      cut.call('POST /orders', { json: { orderId: 'x', items: [{ sku: 'demo-item', quantity: 1 }] } }),
    ]);
    const healthy = await cut.call('GET /healthz');
    await cut.stop();
    for (const { status, headers } of replies) {
      expect({ status, again: headers.get('retry-after') }).toEqual({ status: 503, again: '5' });
    }
    expect(healthy.status).toBe(200);
  });

  it('a Temporal server that is gone is 503 where it is needed', async () => {
    const line = await startLine(inject('temporalAddress'));
    const connection = await NativeConnection.connect({ address: line.address });
    const processes = createProcessClient(clientOver(connection, harness.namespace));
    const cut = await startApi(harness, { processes });
    const before = await cut.call('GET /readyz');
    await line.cut();
    const replies = await Promise.all([
      cut.call('GET /readyz'),
      cut.call('GET /orders/1'),
      cut.call('GET /executions/x'),
      cut.call('GET /executions/x/history'),
      cut.call('POST /orders', { json: { orderId: 'x' } }),
      cut.call('POST /pizzas', { json: { flavour: 'fungi' } }),
    ]);
    await cut.stop();
    await connection.close();
    expect(before.status).toBe(200);
    for (const { status, headers } of replies) {
      expect({ status, again: headers.get('retry-after') }).toEqual({ status: 503, again: '5' });
    }
  });
});

/** A line to `address` that can be cut. */
async function startLine(address: string) {
  const [host, port] = address.split(':');
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(port), host);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
    }
    near.pipe(far).pipe(near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async cut() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}

it('shows metrics by route template, not by id', async () => {
  await api.call('GET /orders/never-in-a-label');
  const { headers, body } = await api.call('GET /metrics');
  expect(headers.get('content-type')).toMatch(/^text\/plain/);
  expect(body).toMatch(
    /http_request_duration_seconds_count\{method="GET",route="\/orders\/\{orderId\}",status="404"\} 1/,
  );
  expect(body).toContain('process_cpu_seconds_total');
  expect(body).not.toContain('never-in-a-label');
});

describe('the description', () => {
  it('is valid OpenAPI 3.1, with every route, an example for each request, and problems', async () => {
    const { body } = await api.call('GET /openapi.json');
    const validator = new Validator();
    expect(await validator.validate(body as Record<string, unknown>)).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
    const { paths } = body as { paths: Record<string, Record<string, OpenApiOperation>> };
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining([
        ...['/orders', '/orders/{orderId}', '/pizzas', '/executions/{workflowId}'],
        ...['/bookings', '/bookings/{bookingId}', '/bookings/{bookingId}/history'],
        ...['/status-items', '/status-items/{Id}'],
      ]),
    );
    for (const operation of Object.values(paths).flatMap((path) => Object.values(path))) {
      const content = operation.requestBody?.content['application/json'];
      expect(content === undefined || Object.keys(content.examples ?? {}).length > 0).toBe(true);
      expect(operation.responses['503']?.content).toHaveProperty(['application/problem+json']);
    }
  });

  it('is shown by a page whose files all come from here', async () => {
    expect((await api.call('GET /docs')).headers.get('location')).toBe('/docs/');
    const { body, headers } = await api.call('GET /docs/');
    const files = [...(body as string).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file = '']) => file);
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) {
      expect(file).toMatch(/^\.\//);
      expect(await api.call(`GET /docs/${file}`)).toMatchObject({ status: 200 });
    }
    expect(headers.get('content-security-policy')).toContain("default-src 'self'");
    expect((await api.call('GET /docs/swagger-ui-init.js')).body).toContain('/orders/{orderId}');
  });
});

interface OpenApiOperation {
  requestBody?: { content: Record<string, { examples?: object }> };
  responses: Record<string, { content?: object }>;
}
