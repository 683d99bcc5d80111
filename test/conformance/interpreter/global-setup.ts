import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';
import { ComponentUnavailable } from '../../../dev/programs.ts';
import { startInterpreter, type Interpreter } from './start.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Answers a GET with the interpreter's endpoint, started by then, or with status 424 and what it lacks. */
    interpreterBroker: string;
  }
}

/** vitest's global setup: starts the interpreter when the first suite asks for it, and stops it after the last. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  let interpreter: Promise<Interpreter> | undefined;
  const given = process.env['SFN_ENDPOINT'];

  const broker = createServer((_, response) => {
    interpreter ??= given
      ? Promise.resolve({ endpoint: given, stop: () => Promise.resolve() })
      : startInterpreter();
    interpreter.then(
      ({ endpoint }) => response.end(endpoint),
      (error: unknown) =>
        response.writeHead(error instanceof ComponentUnavailable ? 424 : 500).end((error as Error).message),
    );
  });
  broker.listen(0, '127.0.0.1');
  await once(broker, 'listening');
  project.provide('interpreterBroker', `http://127.0.0.1:${(broker.address() as AddressInfo).port}`);

  return async () => {
    broker.close();
    broker.closeAllConnections();
    await interpreter?.then(
      ({ stop }) => stop(),
      () => undefined,
    );
  };
}
