import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { expect, test } from 'vitest';
import { createMetrics } from '../../api/metrics.ts';

interface Rule {
  alert: string;
  expr: string;
  for: string;
  labels: { severity: string };
  annotations: { summary: string };
}

const file = join(import.meta.dirname, '..', '..', 'deploy', 'prometheus', 'alerts.yaml');
const { groups } = parse(readFileSync(file, 'utf8')) as { groups: { name: string; rules: Rule[] }[] };
const rules = groups.flatMap((group) => group.rules);

/** Where the SDK's core, which comes with its source, names the metrics that it serves. */
const sdkCore = join(import.meta.dirname, '../../node_modules/@temporalio/core-bridge/sdk-core/crates');
const sdkMetrics = [
  'sdk-core/src/telemetry/metrics.rs',
  'common/src/telemetry/metrics.rs',
  'client/src/metrics.rs',
]
  .map((source) => readFileSync(join(sdkCore, source), 'utf8'))
  .join();

test('every metric that an alert watches is served by the API or by the Temporal SDK', async () => {
  const ours = await createMetrics().text();
  const names = rules.flatMap(({ expr }) => expr.match(/\b(temporal|http|process|nodejs)_\w+/g) ?? []);
  const unknown = names
    .map((name) => name.replace(/_(bucket|count|sum)$/, ''))
    .filter((name) =>
      name.startsWith('temporal_')
        ? !sdkMetrics.includes(`"${name.replace('temporal_', '')}"`)
        : !ours.includes(`# TYPE ${name} `),
    );
  expect(names.length).toBeGreaterThanOrEqual(rules.length);
  expect(unknown).toEqual([]);
});

test.each(rules)('$alert says how bad it is, and what', ({ for: duration, labels, annotations }) => {
  expect(duration).toMatch(/^\d+m$/);
  expect(['page', 'ticket']).toContain(labels.severity);
  expect(annotations.summary).not.toBe('');
});
