import { readFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { expect, inject, it } from 'vitest';

it('the workflows bundle holds workflow code only', async () => {
  const code = await readFile(inject('workflowBundle'), 'utf8');
  const modules = [...code.matchAll(/^\/\*\*\*\/ "([^"]+)"/gm)].map(([, path]) => path ?? '');
  expect(modules.some((path) => path.includes('workflows/process-order.ts'))).toBe(true);

  const packages = new Set(
    modules.flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []),
  );
  const foreign = [...packages].filter((name) => !name.startsWith('@temporalio/'));
  expect(foreign).toEqual(expect.not.arrayContaining(['mongodb', 'nodemailer', 'zod', 'express', 'pino']));
  const own = modules.filter((path) => !path.includes('node_modules'));
  expect(own.filter((path) => /\/(activities|store|worker|client|api)\//.test(path))).toEqual([]);

  const names = new Set(modules.map((path) => path.replace(/^(external )?(node:)?/, '')));
  expect(builtinModules.filter((name) => names.has(name))).toEqual([]);
});
