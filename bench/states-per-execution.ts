import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Billed } from '../test/conformance/world.ts';

/**
 * What each engine would bill for one execution: Step Functions' state transitions (states entered and retries) beside
 * Temporal's actions, for every scenario of the conformance suite, which this runs.
 *
 * `npx tsx bench/states-per-execution.ts` prints a Markdown table.
 */
const folder = mkdtempSync(join(tmpdir(), 'billed-'));
const file = join(folder, 'billed.json');
try {
  const { status } = spawnSync('npx', ['vitest', 'run', 'test/conformance/conformance.test.ts'], {
    env: { ...process.env, BILLED_FILE: file, REQUIRE_ALL_SUITES: '1' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error('The conformance suite failed: run it to see why');
  const billed = JSON.parse(readFileSync(file, 'utf8')) as Billed[];
  console.log('| process | scenario | state transitions | actions |\n|---|---|--:|--:|');
  for (const { process, scenario, transitions, actions } of billed) {
    console.log(`| ${process} | ${scenario} | ${transitions} | ${actions} |`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
