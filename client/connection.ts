import { Client, Connection, type ConnectionLike } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';

/**
 * Where Temporal is, by its own environment configuration: `TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, TLS, API key, or a
 * profile file (https://docs.temporal.io/develop/environment-configuration). Default: the dev server on this machine.
 */
export function temporalConfig() {
  const { namespace = 'default', connectionOptions } = loadClientConnectConfig();
  return {
    namespace,
    connectionOptions: { address: '127.0.0.1:7233', ...withoutUndefined(connectionOptions) },
  };
}

/** A Temporal client over a connection of its own. Close the connection when done. */
export async function connectClient(): Promise<{ client: Client; connection: Connection }> {
  const { namespace, connectionOptions } = temporalConfig();
  const connection = await Connection.connect(connectionOptions);
  return { client: clientOver(connection, namespace), connection };
}

/** A Temporal client over `connection`, which may be a worker's own: that one starts workflows eagerly. */
export function clientOver(connection: ConnectionLike, namespace: string): Client {
  return new Client({ connection, namespace });
}

function withoutUndefined<Options extends object>(options: Options): Partial<Options> {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as Partial<Options>;
}
