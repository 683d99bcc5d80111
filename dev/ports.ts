import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { EndedWhileStarting } from './supervisor.ts';

/** Hands out TCP ports, each once. */
export class Ports {
  readonly #given = new Set<number>();

  /** `preferred` if nothing listens there on any address, else the next free port above it. */
  async next(preferred: number): Promise<number> {
    for (let port = preferred; port < 65_536; port += 1) {
      if (!this.#given.has(port)) {
        this.#given.add(port);
        if (await isFree(port)) {
          return port;
        }
      }
    }
    throw new Error(`No port is free from ${preferred} on.`);
  }

  /**
   * Starts something on the usual ports or, where one is taken, the next free one: also where it was taken by somebody
   * else in the moment before it could listen.
   */
  async startOn<const Usual extends readonly number[], T>(
    usual: Usual,
    start: (ports: { -readonly [Index in keyof Usual]: number }) => Promise<T>,
  ): Promise<T> {
    for (;;) {
      const chosen = await Promise.all(usual.map((port) => this.next(port)));
      try {
        return await start(chosen as { -readonly [Index in keyof Usual]: number });
      } catch (error) {
        const free = await Promise.all(chosen.map(isFree));
        if (!(error instanceof EndedWhileStarting) || !free.includes(false)) {
          throw error;
        }
      }
    }
  }

  /** A free port that nobody expects anything at, below the range the system takes for outgoing connections. */
  async anywhere(): Promise<number> {
    return this.next(20_000 + Math.floor(Math.random() * 10_000));
  }
}

/** Whether nothing listens on `port` on any address. */
async function isFree(port: number): Promise<boolean> {
  return (await isFreeAt(port, '127.0.0.1')) && (await isFreeAt(port, '::'));
}

async function isFreeAt(port: number, host: string): Promise<boolean> {
  const server = createServer();
  try {
    server.listen({ port, host, exclusive: true });
    await once(server, 'listening');
    return true;
  } catch (error) {
    // A machine without IPv6 has no such address, so nobody listens there.
    return ['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes((error as NodeJS.ErrnoException).code ?? '');
  } finally {
    server.close();
  }
}

/** Resolves once something accepts connections on `port` of this machine; rejects if nothing does. */
export async function accepts(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
  } finally {
    socket.destroy();
  }
}
