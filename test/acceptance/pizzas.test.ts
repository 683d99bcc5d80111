import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { uniqueIdOf } from '../../api/idempotency.ts';
import { clientOver } from '../../client/connection.ts';
import { fingerprint } from '../../client/fingerprint.ts';
import { startApi, type TestApi } from '../setup/api.ts';
import { type Harness, startHarness } from '../setup/harness.ts';
import { uniqueName } from '../setup/isolation.ts';

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

const choose = (json: unknown, headers: Record<string, string> = {}) =>
  api.call('POST /pizzas', { json, headers });

const arn = 'arn:aws:states:eu-central-1:123456789012';
const TRACE = /^Root=1-[\da-f]{8}-[\da-f]{24};Sampled=[01]$/;

describe('POST /pizzas', () => {
  it('answers with the whole execution, as StartSyncExecution does', async () => {
    const { status, body } = await choose({ flavour: 'Margherita' });
    const { name, startDate, stopDate } = body as { name: string; startDate: number; stopDate: number };
    expect(status).toBe(200);
    expect(body).toEqual({
      executionArn: `${arn}:express:orderPizza:${name}`,
      stateMachineArn: `${arn}:stateMachine:orderPizza`,
      name,
      status: 'SUCCEEDED',
      input: '{"flavour":"Margherita"}',
      inputDetails: { included: true },
      output: '{"containsPineapple":false}',
      outputDetails: { included: true },
      startDate,
      stopDate,
      billingDetails: {
        billedMemoryUsedInMB: 64,
        billedDurationInMilliseconds:
          Math.max(Math.ceil(Math.round((stopDate - startDate) * 1000) / 100), 1) * 100,
      },
      traceHeader: expect.stringMatching(TRACE) as string,
    });
    expect(stopDate).toBeGreaterThanOrEqual(startDate);
    expect(await harness.client.describe(name)).toMatchObject({ startTime: new Date(startDate * 1000) });
  });

  test.each(['pineapple', '  HaWaiian ', 'PINEAPPLE'])('refuses "%s", with 200', async (flavour) => {
    const { status, body } = await choose({ flavour });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: 'FAILED',
      input: JSON.stringify({ flavour }),
      error: 'Failed To Make Pizza',
      cause: 'They asked for Pineapple',
    });
    expect(body).not.toHaveProperty('output');
  });

  test.each([
    { name: 'no flavour', json: {} },
    { name: 'an empty flavour', json: { flavour: '' } },
    { name: 'nothing but space', json: { flavour: ' \t\n' } },
    { name: 'a number', json: { flavour: 7 } },
    { name: 'null', json: { flavour: null } },
    { name: 'a list', json: { flavour: ['margherita'] } },
    { name: 'a flavour of 201 characters', json: { flavour: 'x'.repeat(201) } },
  ])('is never a pizza: $name', async ({ json }) => {
    expect(await choose(json)).toMatchObject({ status: 422, body: { errors: [{ field: 'flavour' }] } });
  });

  it('fetches the outcome again with the same Idempotency-Key, word for word', async () => {
    const headers = { 'Idempotency-Key': uniqueName('key') };
    const [first, ...others] = await Promise.all(
      Array.from({ length: 4 }, () => choose({ flavour: 'hawaiian' }, headers)),
    );
    for (const reply of [...others, await choose({ flavour: 'hawaiian' }, headers)]) {
      expect(reply.body).toEqual(first?.body);
    }
    expect(await choose({ flavour: 'margherita' }, headers)).toMatchObject({ status: 409 });
  });

  it('says TIMED_OUT of an execution that nobody worked on in time', async () => {
    const key = uniqueName('key');
    const input = { flavour: 'fungi' };
    const uniqueId = uniqueIdOf({ target: 'POST /pizzas', key, body: input });
    const { connection } = harness.client.temporal;
    await clientOver(connection, harness.namespace).workflow.start('orderPizza', {
      workflowId: `pizza-${uniqueId}`,
      taskQueue: uniqueName('nobody'),
      args: [input],
      memo: { request: fingerprint(input), traceHeader: '' },
      workflowExecutionTimeout: '1 second',
    });
    const { status, body } = await choose(input, { 'Idempotency-Key': key });
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'TIMED_OUT', error: 'States.Timeout' });
    expect(body).not.toHaveProperty('output');
  });

  it('makes one pizza for each request without a key', async () => {
    const names = (await Promise.all([choose({ flavour: 'fungi' }), choose({ flavour: 'fungi' })])).map(
      ({ body }) => (body as { name: string }).name,
    );
    expect(new Set(names).size).toBe(2);
  });

  test.each([
    {
      given: { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' },
      trace: 'Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Sampled=1',
    },
    {
      given: {
        'X-Amzn-Trace-Id':
          'Self=1-x;Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1',
      },
      trace: 'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1',
    },
    { given: { traceparent: '00-00000000000000000000000000000000-00f067aa0ba902b7-01' }, trace: TRACE },
    { given: { 'X-Amzn-Trace-Id': 'Root=nonsense' }, trace: TRACE },
  ])('tells the trace of $given', async ({ given, trace }) => {
    const { body } = await choose({ flavour: 'fungi' }, given);
    expect((body as { traceHeader: string }).traceHeader).toMatch(trace);
  });
});
