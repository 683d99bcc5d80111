import { readFile, writeFile } from 'node:fs/promises';
import type { Client } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { failureOf } from './failures.ts';

const { History } = temporal.api.history.v1;

/** Where named histories are kept, to be replayed against later versions of the workflows. */
export const HISTORIES = new URL('../histories/', import.meta.url);

/**
 * Keeps the execution's history as `test/histories/<name>.json` when the run was asked to by `KEEP_HISTORIES=1`; a
 * history that is kept stays as it is. Stack traces, which name paths of the machine, are left out.
 */
export async function keepHistory(client: Client, name: string, workflowId: string): Promise<void> {
  if (process.env['KEEP_HISTORIES'] !== '1') return;
  const history = await client.workflow.getHandle(workflowId).fetchHistory();
  const plain = History.toObject(History.fromObject(history), {
    enums: String,
    longs: String,
    bytes: String,
  });
  const json = JSON.stringify(plain, (key, value: unknown) => (key === 'stackTrace' ? undefined : value));
  await writeFile(new URL(`${name}.json`, HISTORIES), `${json}\n`, { flag: 'wx' }).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  });
}

/**
 * `result`, which then also keeps the execution's history under the process's name and how it ended: as `endingOf` says,
 * or the type of its failure.
 */
export function keepingHistory<Result>(
  client: Client,
  { process, workflowId, result }: { process: string; workflowId: string; result: () => Promise<Result> },
  endingOf: (result: Result) => string = () => 'completed',
): () => Promise<Result> {
  return async () => {
    const outcome = result();
    const ending = await outcome.then(endingOf, (error: unknown) => failureOf(error).type);
    await keepHistory(client, `${process}-${ending}`, workflowId);
    return outcome;
  };
}

/** The history that is kept as `test/histories/<name>`. */
export async function keptHistory(name: string): Promise<temporal.api.history.v1.History> {
  return History.fromObject(
    JSON.parse(await readFile(new URL(name, HISTORIES), 'utf8')) as Record<string, unknown>,
  );
}
