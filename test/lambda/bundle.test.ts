import { once } from 'node:events';
import { mkdtempSync, rmSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, SQSBatchResponse } from 'aws-lambda';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { buildLambdas } from '../../asl/lambda/build.ts';
import { seed } from '../../store/seed.ts';
import { connectStore } from '../../store/store.ts';
import { Session } from '../conformance/interpreter/session.ts';
import { describeWithInterpreter } from '../conformance/interpreter/suite.ts';
import { databaseUri, uniqueName } from '../setup/isolation.ts';

/** Beside node_modules, where the bundles find what the Lambda runtime brings along. */
const dist = join(import.meta.dirname, '../../dist');

await describeWithInterpreter('the bundled Lambda functions', (endpoint) => {
  let folder: string;
  let session: Session;
  let store: Awaited<ReturnType<typeof connectStore>>;
  const bundled = async (module: string) =>
    (await import(join(folder, `${module}.mjs`))) as Record<string, (event: unknown) => Promise<unknown>>;
  const call = async (module: string, name: string, event: unknown) => (await bundled(module))[name]?.(event);

  let secretsManager: Awaited<ReturnType<typeof answering>>;

  beforeAll(async () => {
    mkdirSync(dist, { recursive: true });
    folder = mkdtempSync(join(dist, 'test-'));
    await buildLambdas(folder);
    const uri = databaseUri();
    store = await connectStore(uri);
    await seed(store);
    secretsManager = await answering({
      SecretString: JSON.stringify({ mongodbUri: uri, smtpUrl: 'smtp://localhost' }),
    });
    session = await Session.open(endpoint, {});
    const takesAnything = { StartAt: 'It', States: { It: { Type: 'Succeed' } } };
    const machine = await session.deploy('machine', takesAnything);
    for (const [variable, value] of Object.entries({
      SECRET_NAME: 'twinstep',
      MAIL_FROM: 'noreply@example.com',
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManager.url,
      PROCESS_ORDER_ARN: machine,
      FULFIL_ORDER_ARN: machine,
      AWS_ENDPOINT_URL_SFN: endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    })) {
      vi.stubEnv(variable, value);
    }
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    secretsManager.close();
    await session.close();
    await store.close();
    rmSync(folder, { recursive: true });
  });

  it('work on the store', async () => {
    const orderId = uniqueName('order');
    const task = { orderId, execution: `order-${orderId}` };
    expect(
      await call('activities', 'checkInventory', { ...task, items: [{ sku: 'demo-item', quantity: 1 }] }),
    ).toEqual({ orderId, inStock: true });
    await expect(call('activities', 'checkInventory', { ...task, items: [] })).rejects.toMatchObject({
      name: 'InvalidInput',
    });
  });

  it('choose pizzas', async () => {
    expect(await call('pizza', 'analyseFlavour', { flavour: 'hawaiian' })).toEqual({
      containsPineapple: true,
    });
  });

  it.each([
    ['a new order', {}, 202],
    ['the same order again', {}, 202],
    ['the same order with another amount', { amount: { amount: 1, currency: 'EUR' } }, 409],
    ['an order with a field nobody knows', { discount: 1 }, 422],
    ['an order whose id is longer than a name may be', { orderId: 'x'.repeat(80) }, 422],
  ])('answer %s', async (_, order, statusCode) => {
    const event = {
      routeKey: 'POST /orders',
      body: JSON.stringify({ orderId: 'twice', ...order }),
      isBase64Encoded: false,
      headers: { 'idempotency-key': 'k' },
    } satisfies Partial<APIGatewayProxyEventV2>;
    const answer = (await call('start', 'startProcess', event)) as APIGatewayProxyStructuredResultV2;
    expect(answer.statusCode).toBe(statusCode);
  });

  it('start what comes through the queue, once, and leave the rest there', async () => {
    const order = JSON.stringify({ orderId: uniqueName('order'), replyTo: { token: 't' } });
    const records = [order, order, 'no JSON'].map((body, messageId) => ({
      messageId: String(messageId),
      body,
    }));
    const answer = (await call('warehouse-queue', 'startFulfilment', {
      Records: records,
    })) as SQSBatchResponse;
    expect(answer.batchItemFailures).toEqual([{ itemIdentifier: '2' }]);
  });

  it('know which tokens nobody waits for', async () => {
    const event = {
      pathParameters: { token: 'unknown', answer: 'success' },
      body: '{}',
      isBase64Encoded: false,
    };
    const answer = (await call('callbacks', 'receiveAnswer', event)) as APIGatewayProxyStructuredResultV2;
    expect(answer.statusCode).toBe(404);
  });
});

/** A service that has one answer to everything. */
async function answering(body: object) {
  const server = createServer((_, response) => response.end(JSON.stringify(body))).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
