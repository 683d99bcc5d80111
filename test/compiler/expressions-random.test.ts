import { beforeAll, describe, expect, it } from 'vitest';
import { builtins } from '../../asl/compiler/expression/builtins.ts';
import { visit } from '../../asl/compiler/expression/rewrite.ts';
import { type Compiled, compileSamples } from './both-engines.ts';
import { type RandomSample, randomSamples } from './random-expressions.ts';

const count = 2000;
/** `EXPRESSION_SEED=… npx vitest run test/compiler/expressions-random.test.ts` tries others. */
const seed = Number(process.env['EXPRESSION_SEED'] ?? 20260301);

/** What gives another value each time. */
const impure = ['uuid4', 'Date.now', 'Math.random'];
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

describe(`random expressions (seed ${seed})`, () => {
  let samples: RandomSample[];
  let compiled: Compiled[];
  beforeAll(() => {
    samples = randomSamples(count, seed);
    compiled = compileSamples(samples);
  });

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
    const expected = [...operators, ...Object.keys(builtins).filter((name) => !impure.includes(name))];
    expect(expected.filter((name) => !used.has(name))).toEqual([]);
  });
});

/** The order of keys is no part of the value. */
function sameJson(one: string, other: string): boolean {
  if (one === other) return true;
  if (!/^[[{]/.test(one)) return false;
  return sorted(JSON.parse(one)) === sorted(JSON.parse(other));
}

function sorted(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
