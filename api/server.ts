import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';
import { Problem } from './problem.ts';

/** How long requests that are running may take to end when the server stops. */
const FINISH_MS = 4_000;

/** Longer than load balancers keep an idle connection (60 s), so that they never send a request into one that closes. */
const KEEP_ALIVE_MS = 65_000;

/** An API that listens. */
export interface ApiServer {
  /** `http://host:port` */
  url: string;
  /** Takes no more requests, lets running ones finish for 4 s, then ends their connections. */
  stop(): Promise<void>;
}

/** Serves `app`; port 0 takes any free port. */
export async function serve(
  app: Express,
  { port, host }: { port: number; host: string },
): Promise<ApiServer> {
  const server = createServer(
    { requestTimeout: 30_000, headersTimeout: 10_000, keepAliveTimeout: KEEP_ALIVE_MS },
    app,
  );
  answerUnreadable(server);
  server.listen({ port, host });
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;

  return {
    url: `http://${name}:${address.port}`,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      const idle = setInterval(() => server.closeIdleConnections(), 50);
      const patience = setTimeout(() => server.closeAllConnections(), FINISH_MS);
      await closed;
      clearInterval(idle);
      clearTimeout(patience);
    },
  };
}

/** What is not even HTTP gets a problem too, and the connection is closed. */
function answerUnreadable(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return;
    const problem = new Problem(
      'malformed-request',
      'This is not HTTP, or its head is too large or too slow',
    );
    const body = JSON.stringify(problem.body(crypto.randomUUID()));
    socket.end(
      [
        'HTTP/1.1 400 Bad Request',
        'Content-Type: application/problem+json',
        `Content-Length: ${Buffer.byteLength(body)}`,
        'Connection: close',
        '',
        body,
      ].join('\r\n'),
    );
  });
}
