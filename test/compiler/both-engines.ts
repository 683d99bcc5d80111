import { runInNewContext } from 'node:vm';
import {
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  ChildWorkflowFailure,
  TimeoutFailure,
} from '@temporalio/common';
import { transformSync } from 'esbuild';
import jsonata from 'jsonata';
import { Project, ts } from 'ts-morph';
import { Refusal, type Diagnostic } from '../../asl/compiler/diagnostics/diagnostics.ts';
import { type CaughtError, timedOutType } from '../../asl/compiler/expression/caught-error.ts';
import { type Expression, stored, Variable, variable } from '../../asl/compiler/expression/expression.ts';
import { toJsonata } from '../../asl/compiler/expression/jsonata.ts';
import { readValue } from '../../asl/compiler/expression/read.ts';
import { type CaughtFrom, errorType, valueTypeOf } from '../../asl/compiler/expression/value-type.ts';

import { failureOf } from '../../workflows/patterns/failure.ts';

/** A TypeScript expression over typed parameters, which stand for the state variables. */
export interface Sample {
  /** `a: number, b?: string`. */
  parameters: string;
  source: string;
  /** The parameter `error` is a caught error from there, given to the functions as a `CaughtError`. */
  caught?: CaughtFrom;
}

/** What became of a sample: JSONata, or a refusal; and the function that it is in JavaScript. */
export interface Compiled {
  sample: Sample;
  expression?: Expression;
  jsonata?: string;
  refusal?: Diagnostic;
  /** @returns the JavaScript value, through JSON: undefined and NaN are null */
  inNode: (...args: unknown[]) => unknown;
  /** @returns the JSONata value, as `inNode`; undefined arguments are given as null */
  inJsonata: (...args: unknown[]) => Promise<unknown>;
}

/** Compiles all samples in one program, which may begin with declarations that they share. */
export function compileSamples(samples: readonly Sample[], prelude = ''): Compiled[] {
  const project = new Project({
    compilerOptions: {
      target: ts.ScriptTarget.ES2023,
      lib: ['lib.es2023.d.ts'],
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      strict: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      allowImportingTsExtensions: true,
      types: ['node'],
      skipLibCheck: true,
      noEmit: true,
    },
    skipFileDependencyResolution: true,
  });
  const functions = samples.map(
    ({ parameters, source }, index) =>
      `export function sample${index}(${parameters}) {\n  return (${source});\n}`,
  );
  const path = new URL('samples.ts', import.meta.url).pathname;
  const text = `${prelude}\n${functions.join('\n')}\n`;
  const file = project.createSourceFile(path, text, { overwrite: true });
  const javaScript = runnable(text);

  const declarations = file.getFunctions().filter((each) => each.isExported());

  return samples.map((sample, index) => {
    const declaration = declarations[index] ?? fail(`sample${index} is not there`);
    const variables = declaration.getParameters().map((parameter) => ({
      symbol: parameter.getSymbolOrThrow(),
      value: variable(
        new Variable(parameter.getName()),
        sample.caught && parameter.getName() === 'error' ? errorType(sample.caught) : valueTypeOf(parameter),
      ),
    }));
    const returned = declaration
      .getStatementByKindOrThrow(ts.SyntaxKind.ReturnStatement)
      .getExpressionOrThrow();
    const run = javaScript[`sample${index}`] ?? fail(`sample${index} is not there`);
    const inNode = (...args: unknown[]) =>
      plain(run(...(sample.caught ? args.map((arg) => thrown(arg as CaughtError)) : structuredClone(args))));
    try {
      const expression = readValue(returned, {
        lookup: (symbol) => variables.find((each) => each.symbol === symbol)?.value,
      });
      const compiled = toJsonata(stored(expression), ({ name }) => name);
      return {
        sample,
        expression,
        jsonata: compiled,
        inNode,
        inJsonata: async (...args) => {
          const bindings = Object.fromEntries(
            declaration.getParameters().map((parameter, place) => [parameter.getName(), args[place] ?? null]),
          );
          return plain(await jsonata(compiled).evaluate(undefined, { ...bindings, states }));
        },
      };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { sample, refusal: error.diagnostic, inNode, inJsonata: () => Promise.reject(error) };
    }
  });
}

/** The workflow API, as one execution sees it; `states` says the same in JSONata. */
const temporal = {
  workflowInfo: () => ({
    workflowId: 'order-1',
    runId: 'run-1',
    startTime: new Date('2026-03-01T12:00:00.000Z'),
  }),
  patched: () => true,
  isCancellation: () => false,
  failureOf,
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  ChildWorkflowFailure,
  TimeoutFailure,
};
const states = {
  context: { Execution: { Id: 'run-1', Name: 'order-1', StartTime: '2026-03-01T12:00:00.000Z' } },
};

/** What the workflow catches on Temporal where the machine has `caught`. */
function thrown({ type, message, details, activity, child }: CaughtError): Error {
  const own =
    type === timedOutType
      ? new TimeoutFailure(message, undefined, 'START_TO_CLOSE')
      : ApplicationFailure.create({ type, message, details: details === undefined ? [] : [details] });
  if (activity !== undefined) {
    return new ActivityFailure(
      'Activity task failed',
      activity,
      undefined,
      'NON_RETRYABLE_FAILURE',
      undefined,
      own,
    );
  }
  if (child !== undefined) {
    const execution = { workflowId: 'child-1', runId: 'run-2' };
    return new ChildWorkflowFailure(undefined, execution, child, 'NON_RETRYABLE_FAILURE', own);
  }
  return own;
}

function fail(message: string): never {
  throw new Error(message);
}

function runnable(text: string): Record<string, (...args: unknown[]) => unknown> {
  const { code } = transformSync(text, { loader: 'ts', format: 'cjs', target: 'node20' });
  const module = { exports: {} };
  runInNewContext(code, { module, structuredClone, Error, require: () => temporal });
  return module.exports;
}

function plain(value: unknown): unknown {
  return value === undefined ? null : (JSON.parse(JSON.stringify(value)) as unknown);
}
