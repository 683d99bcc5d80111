import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { createReceiveAnswer } from '../../asl/lambda/callback-route.ts';
import type { Reception } from '../../activities/callback-answers.ts';

/** Posts to `/callbacks/token/<answer>` while the token stands as `reception` says. */
async function post(answer: string, body: string, reception: Reception = 'delivered') {
  const received: unknown[] = [];
  const handler = createReceiveAnswer({
    answer: (token, answer) => Promise.resolve(received.push([token, answer])).then(() => reception),
    heartbeat: (token) => Promise.resolve(received.push([token])).then(() => reception),
  });
  const event = { pathParameters: { token: 'a/b+c=', answer }, body, isBase64Encoded: false };
  const { statusCode } = await handler(event as Partial<APIGatewayProxyEventV2> as APIGatewayProxyEventV2);
  return { statusCode, received };
}

describe('the answer to a callback', () => {
  it.each([
    ['success', '{"courier":"Ann"}', ['a/b+c=', { value: { courier: 'Ann' } }]],
    ['success', 'null', ['a/b+c=', { value: null }]],
    ['failure', '{"error":"No","cause":"why"}', ['a/b+c=', { failure: { type: 'No', message: 'why' } }]],
    ['heartbeat', '', ['a/b+c=']],
  ])('%s %s reaches the Task', async (answer, body, delivered) => {
    expect(await post(answer, body)).toEqual({ statusCode: 204, received: [delivered] });
  });

  it.each([
    ['success', 'no JSON', 400],
    ['failure', 'no JSON', 422],
    ['failure', '{"error":"States.Timeout","cause":""}', 422],
    ['failure', '{"error":"","cause":""}', 422],
    ['failure', '{"cause":"why"}', 422],
    ['maybe', '{}', 404],
  ])('%s %s is refused with %i', async (answer, body, statusCode) => {
    expect(await post(answer, body)).toEqual({ statusCode, received: [] });
  });

  it.each<[Reception, number]>([
    ['unknown', 404],
    ['over', 409],
  ])('to a token that is %s is a %i', async (reception, statusCode) => {
    for (const answer of ['success', 'heartbeat']) {
      expect((await post(answer, '{}', reception)).statusCode).toBe(statusCode);
    }
  });
});
