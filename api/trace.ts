import { randomBytes } from 'node:crypto';

/**
 * The request's trace context as an AWS X-Ray trace header: taken from `X-Amzn-Trace-Id` or W3C `traceparent`; without
 * either, a new trace that is not sampled.
 */
export function traceHeader(header: (name: string) => string | undefined): string {
  return fromAmazon(header('x-amzn-trace-id')) ?? fromW3c(header('traceparent')) ?? newTrace();
}

function fromAmazon(header = ''): string | undefined {
  const root = /(?:^|;)\s*Root=(1-[\da-f]{8}-[\da-f]{24})(?=;|\s*$)/i.exec(header)?.[1];
  const sampled = /(?:^|;)\s*Sampled=([01])(?=;|\s*$)/i.exec(header)?.[1] ?? '0';
  return root && `Root=${root};Sampled=${sampled}`;
}

function fromW3c(header = ''): string | undefined {
  const parts =
    /^(?!ff)[\da-f]{2}-(?!0{32})([\da-f]{8})([\da-f]{24})-(?!0{16})[\da-f]{16}-([\da-f]{2})(?:-|$)/.exec(
      header,
    );
  if (!parts) return undefined;
  const [, time = '', rest = '', flags = ''] = parts;
  return xray(time, rest, (parseInt(flags, 16) & 1) === 1);
}

function newTrace(): string {
  const seconds = Math.floor(Date.now() / 1000);
  return xray(seconds.toString(16).padStart(8, '0'), randomBytes(12).toString('hex'), false);
}

function xray(time: string, rest: string, sampled: boolean): string {
  return `Root=1-${time}-${rest};Sampled=${sampled ? 1 : 0}`;
}
