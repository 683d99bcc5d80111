import { beforeAll, describe, expect, it } from 'vitest';
import { builtins } from '../../asl/compiler/expression/builtins.ts';
import { visit } from '../../asl/compiler/expression/rewrite.ts';
import { describeWithInterpreter } from '../conformance/interpreter/suite.ts';
import { Session } from '../conformance/interpreter/session.ts';
import { type Compiled, compileSamples } from './both-engines.ts';
import { type RandomSample, randomSamples, variableNames } from './random-expressions.ts';

const count = 2000;
/** `EXPRESSION_SEED=… npx vitest run test/compiler/expressions-random.test.ts` tries others. */
const seed = Number(process.env['EXPRESSION_SEED'] ?? 20260301);

/** What gives another value each time, and what only the compiler itself makes. */
const notRandom = ['uuid4', 'Date.now', 'Math.random', 'instant.milliseconds'];
const operators = [
  ...[
    '+',
    '-',
    '*',
    '/',
    '%',
    '**',
    '===',
    '!==',
    '<',
    '<=',
    '>',
    '>=',
    'in',
    '&&',
    '||',
    '??',
    '!',
    'typeof',
  ],
  ...[
    'isNullish',
    'conditional',
    'template',
    'array',
    'object',
    'property',
    'element',
    'lambda',
    'let',
    'regex',
  ],
];

let samples: RandomSample[];
let compiled: Compiled[];
beforeAll(() => {
  samples = randomSamples(count, seed);
  compiled = compileSamples(samples);
});

describe(`random expressions (seed ${seed})`, () => {
  it('mean in JSONata what they mean in JavaScript', async () => {
    const wrong: string[] = [];
    for (const [index, { jsonata, inNode, inJsonata, sample }] of compiled.entries()) {
      if (jsonata === undefined) continue;
      for (const args of samples[index]?.arguments ?? []) {
        const expected = JSON.stringify(inNode(...args));
        const actual = await inJsonata(...args).then(
          JSON.stringify,
          (error: unknown) => `an error: ${JSON.stringify(error)}`,
        );
        if (!sameJson(actual, expected)) {
          wrong.push(
            `${sample.source}\n  as ${jsonata}\n  with ${JSON.stringify(args)}\n  is ${actual}, not ${expected}`,
          );
        }
      }
    }
    wrong.sort((one, other) => one.length - other.length);
    expect(wrong.slice(0, 5).join('\n')).toBe('');
  });

  it('are compiled, nine of ten of them', () => {
    const refused = compiled.filter(({ refusal }) => refusal);
    const reasons = refused.map(({ sample, refusal }) => `${sample.source}: ${refusal?.reason}`);
    expect(compiled).toHaveLength(count);
    expect(refused.length / count, reasons.slice(0, 20).join('\n')).toBeLessThan(0.1);
  });

  it('use every operator and every builtin', () => {
    const used = new Set<string>();
    for (const { expression } of compiled) {
      if (expression) {
        visit(expression, (part) => {
          used.add('operator' in part ? part.operator : part.kind === 'call' ? part.callee : part.kind);
        });
      }
    }
    const expected = [...operators, ...Object.keys(builtins).filter((name) => !notRandom.includes(name))];
    expect(expected.filter((name) => !used.has(name))).toEqual([]);
  });
});

/** So many expressions are the Output of one state, all over the same variables. */
const batch = 200;

await describeWithInterpreter(`random expressions (seed ${seed}) on the interpreter`, (endpoint) => {
  it.each(Array.from({ length: count / batch }, (_, index) => index * batch))(
    'mean the same, from number %i',
    async (first) => {
      const session = await Session.open(endpoint, {});
      const args = samples[first]?.arguments[0] ?? [];
      const here = compiled.slice(first, first + batch).filter(({ jsonata }) => jsonata !== undefined);
      try {
        const outcome = await session.run(machine(here), inputOf(args));
        expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
        const wrong = here.flatMap(({ sample, jsonata, inNode }, index) => {
          const [actual, expected] = [(outcome.output as unknown[])[index], inNode(...args)];
          if (sorted(actual) === sorted(expected)) return [];
          return `${sample.source}\n  as ${jsonata}\n  is ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`;
        });
        expect(wrong.join('\n')).toBe('');
      } finally {
        await session.close();
      }
    },
  );
});

/** Puts the input into the variables, then evaluates all expressions. */
function machine(expressions: readonly Compiled[]): object {
  const assign = variableNames.map((name): [string, string] => [name, `{% $states.input.${name} %}`]);
  return {
    QueryLanguage: 'JSONata',
    StartAt: 'Variables',
    States: {
      Variables: { Type: 'Pass', Assign: Object.fromEntries(assign), Next: 'Expressions' },
      Expressions: { Type: 'Pass', Output: expressions.map(({ jsonata }) => `{% ${jsonata} %}`), End: true },
    },
  };
}

function inputOf(args: readonly unknown[]): object {
  return Object.fromEntries(variableNames.map((name, index) => [name, args[index] ?? null]));
}

/** The order of keys is no part of the value. */
function sameJson(one: string, other: string): boolean {
  if (one === other) return true;
  if (!/^[[{]/.test(one)) return false;
  return sorted(JSON.parse(one)) === sorted(JSON.parse(other));
}

function sorted(value: unknown): string {
  return JSON.stringify(inOrder(value));
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, part]) => [key, inOrder(part)]));
}
