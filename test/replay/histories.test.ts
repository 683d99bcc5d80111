import { readdirSync } from 'node:fs';
import { Worker } from '@temporalio/worker';
import { expect, inject, it } from 'vitest';
import { processes } from '../../client/processes.ts';
import { HISTORIES, keptHistory } from '../setup/histories.ts';

/** Executions of earlier versions of the workflows. What they decided, today's must decide too. */
const names = readdirSync(HISTORIES).filter((name) => name.endsWith('.json'));

it.each(names)('%s', async (name) => {
  await expect(
    Worker.runReplayHistory(
      { workflowBundle: { codePath: inject('workflowBundle') } },
      await keptHistory(name),
    ),
  ).resolves.toBeUndefined();
});

it('are there for each process', () => {
  const dashed = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const without = Object.keys(processes).filter(
    (process) => !names.some((name) => name.startsWith(`${dashed(process)}-`)),
  );
  expect(without).toEqual([]);
});
