import { beforeAll, describe, expect, it } from 'vitest';
import type { CaughtError } from '../../asl/compiler/expression/caught-error.ts';
import type { CaughtFrom } from '../../asl/compiler/expression/value-type.ts';
import { type Compiled, compileSamples } from './both-engines.ts';

const prelude = `
import {
  ActivityFailure, ApplicationFailure, CancelledFailure, ChildWorkflowFailure, isCancellation, TimeoutFailure,
} from '@temporalio/workflow';
import { failureOf } from '../../workflows/patterns/failure.ts';
void [ActivityFailure, ApplicationFailure, CancelledFailure, ChildWorkflowFailure, TimeoutFailure, failureOf, isCancellation];
`;

const refusedCard: CaughtError = { type: 'CardDeclined', message: 'No money', details: { code: 5 } };
const timedOut: CaughtError = { type: 'ActivityTimedOut', message: 'The activity did not answer in time' };

/** What can be caught, by where it can have come from. */
const caught: Record<Exclude<CaughtFrom, 'cause'>, CaughtError[]> = {
  activity: [
    { ...refusedCard, activity: 'billCustomer' },
    { ...timedOut, activity: 'billCustomer' },
  ],
  child: [{ ...refusedCard, child: 'fulfilOrder' }],
  workflow: [refusedCard, { type: 'OutOfStock', message: '' }],
  anywhere: [
    { ...refusedCard, activity: 'billCustomer' },
    { ...timedOut, activity: 'billCustomer' },
    refusedCard,
  ],
};

const sources = [
  'error instanceof Error',
  'error instanceof ActivityFailure',
  'error instanceof ChildWorkflowFailure',
  'error instanceof ApplicationFailure',
  'error instanceof TimeoutFailure',
  'error instanceof CancelledFailure',
  'isCancellation(error) ? "cancelled" : "failed"',
  'error instanceof Error ? error.message : "?"',
  'error instanceof ActivityFailure && error.cause instanceof ApplicationFailure ? error.cause.type : "other"',
  'error instanceof ActivityFailure && error.cause instanceof TimeoutFailure',
  'error instanceof ActivityFailure ? error.activityType : "other"',
  'error instanceof ApplicationFailure ? `${error.type ?? ""}: ${error.message}` : "other"',
  'error instanceof ApplicationFailure ? error.details?.[0] : "other"',
];

/** On Temporal, `failureOf` unwraps an ActivityFailure only. */
const sourcesOfActivities = [
  'failureOf(error).type === "CardDeclined"',
  '{ message: failureOf(error).message }',
  'failureOf(error)',
  '[failureOf(error).details]',
];

const cases = Object.keys(caught).flatMap((from) =>
  [...sources, ...(from === 'child' ? [] : sourcesOfActivities)].map((source) => ({
    from: from as keyof typeof caught,
    source,
  })),
);

const refused = [
  'String(error)',
  '`${error}`',
  '[error]',
  '({ error })',
  'error === "x"',
  '(error as Error).stack',
  'error instanceof RangeError',
  'failureOf("x")',
  '"x" instanceof Error',
];

let compiled: Compiled[];
let refusals: Compiled[];
beforeAll(() => {
  const parameters = 'error: unknown';
  const all = compileSamples(
    [
      ...cases.map(({ from, source }) => ({ parameters, source, caught: from })),
      ...refused.map((source) => ({ parameters, source, caught: 'anywhere' as const })),
    ],
    prelude,
  );
  compiled = all.slice(0, cases.length);
  refusals = all.slice(cases.length);
});

describe('a caught error says in JSONata what it says on Temporal', () => {
  it.each(cases.map((each, index) => [each.from, each.source, index] as const))(
    'from %s: %s',
    async (from, _, index) => {
      const { refusal, inNode, inJsonata } = compiled[index] as Compiled;
      expect(refusal?.reason).toBeUndefined();
      for (const error of caught[from]) expect(await inJsonata(error)).toEqual(inNode(error));
    },
  );
});

it.each(refused.map((source, index) => [source, index] as const))('%s is refused', (_, index) => {
  expect(refusals[index]?.refusal, refusals[index]?.jsonata).toMatchObject({ severity: 'error' });
});
