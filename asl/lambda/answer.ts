import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

/** A JSON answer of an HTTP route. */
export function answer(
  statusCode: number,
  body: object,
  headers: Record<string, string> = {},
): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode,
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
}

/** An RFC 9457 problem, as the API of the Temporal stack answers it. */
export function problem(status: number, title: string, detail: string): APIGatewayProxyStructuredResultV2 {
  return answer(
    status,
    { type: 'about:blank', title, status, detail },
    { 'Content-Type': 'application/problem+json' },
  );
}

/** The JSON of a request's body. Undefined when it is none. */
export function parsedBody(event: { body?: string | undefined; isBase64Encoded: boolean }): unknown {
  const text = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8').toString();
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
