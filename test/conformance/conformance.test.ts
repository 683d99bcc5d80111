import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithInterpreter } from './interpreter/suite.ts';
import { stepFunctionsEngine } from './on-step-functions.ts';
import { temporalEngine } from './on-temporal.ts';
import type { Scenario } from './scenario.ts';
import { bookings } from './scenarios/bookings.ts';
import { checkouts } from './scenarios/checkouts.ts';
import { fulfilments } from './scenarios/fulfilments.ts';
import { orders } from './scenarios/orders.ts';
import { pizzas } from './scenarios/pizzas.ts';
import { statusItems } from './scenarios/status-items.ts';
import type { Billed } from './world.ts';

const scenarios: Scenario[] = [
  ...pizzas,
  ...orders,
  ...checkouts,
  ...fulfilments,
  ...statusItems,
  ...bookings,
];

await describeWithInterpreter('Temporal and Step Functions agree', (endpoint) => {
  let temporal: Awaited<ReturnType<typeof temporalEngine>>;
  let stepFunctions: Awaited<ReturnType<typeof stepFunctionsEngine>>;
  beforeAll(async () => {
    [temporal, stepFunctions] = await Promise.all([temporalEngine(), stepFunctionsEngine(endpoint)]);
  });
  const billed: Billed[] = [];
  afterAll(async () => {
    const file = process.env['BILLED_FILE'];
    if (file) writeFileSync(file, JSON.stringify(billed));
    await Promise.all([temporal.stop(), stepFunctions.stop()]);
  });

  it.each(scenarios.map((scenario, number) => ({ ...scenario, id: `${scenario.process}-${number}` })))(
    '$process: $name',
    async (scenario) => {
      const { start, actions, ...onTemporal } = await temporal.run(scenario, scenario.id);
      const { transitions, ...onStepFunctions } = await stepFunctions.run(scenario, {
        id: scenario.id,
        start,
      });

      expect(onTemporal.outcome).toMatchObject(
        'error' in scenario.ends
          ? { status: 'failed', error: scenario.ends.error, cause: expectedCause(scenario.ends.cause) }
          : { status: 'completed', output: scenario.ends.output },
      );
      expect(onTemporal.calls.map(({ activity }) => activity)).toEqual(scenario.calls);
      expect(withInstantsOf(onTemporal, onStepFunctions)).toEqual(onTemporal);
      billed.push({ process: scenario.process, scenario: scenario.name, actions, transitions });
    },
  );
});

function expectedCause(cause: string | RegExp): unknown {
  return typeof cause === 'string' ? cause : expect.stringMatching(cause);
}

/** Temporal's time-skipping server lets real time pass while anything works, the interpreter does not. */
const CLOCKS_APART_MILLISECONDS = 10 * 60_000;

/** `found` with the instants of `expected` in place of those that are a little apart. */
function withInstantsOf(expected: unknown, found: unknown): unknown {
  const [instant, other] = [instantOf(expected), instantOf(found)];
  if (Math.abs(instant - other) < CLOCKS_APART_MILLISECONDS) return expected;
  if (!isObject(expected) || !isObject(found) || found instanceof Date) return found;
  const parts = Object.entries(found).map(
    ([key, part]) => [key, withInstantsOf(expected[key], part)] as const,
  );
  return Array.isArray(found) ? parts.map(([, part]) => part) : Object.fromEntries(parts);
}

function instantOf(value: unknown): number {
  if (value instanceof Date) return value.getTime();
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)
    ? Date.parse(value)
    : Number.NaN;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
