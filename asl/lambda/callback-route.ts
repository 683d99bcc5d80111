import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { z } from 'zod';
import type { CallbackAnswers, Reception } from '../../activities/callback-answers.ts';
import { parsedBody, problem } from './answer.ts';

const reportedFailure = z.strictObject({
  error: z
    .string()
    .min(1)
    .max(256)
    .regex(/^(?!States\.)/, 'must not begin with "States."'),
  cause: z.string().max(32_768),
});

const ANSWERS: Record<Reception, APIGatewayProxyStructuredResultV2> = {
  delivered: { statusCode: 204 },
  unknown: problem(404, 'Not Found', 'Nobody waits for this token'),
  over: problem(409, 'Conflict', 'The token is answered or closed'),
};

/** `POST /callbacks/{token}/{answer}`, the answer being `success` (any JSON), `failure` `{error, cause}` or `heartbeat`. */
export function createReceiveAnswer(tokens: CallbackAnswers) {
  return async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const { token = '', answer } = event.pathParameters ?? {};
    const body = parsedBody(event);
    switch (answer) {
      case 'heartbeat':
        return ANSWERS[await tokens.heartbeat(token)];
      case 'success':
        if (body === undefined) return problem(400, 'Bad Request', 'The body is no JSON');
        return ANSWERS[await tokens.answer(token, { value: body })];
      case 'failure': {
        const reported = reportedFailure.safeParse(body);
        if (!reported.success) return problem(422, 'Unprocessable Content', z.prettifyError(reported.error));
        const { error: type, cause: message } = reported.data;
        return ANSWERS[await tokens.answer(token, { failure: { type, message } })];
      }
      default:
        return problem(404, 'Not Found', 'An answer is success, failure or heartbeat');
    }
  };
}
