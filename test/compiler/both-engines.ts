import { runInNewContext } from 'node:vm';
import jsonata from 'jsonata';
import { Project, type ts as TypeScript, ts } from 'ts-morph';
import { Refusal, type Diagnostic } from '../../asl/compiler/diagnostics.ts';
import { type Expression, stored, Variable, variable } from '../../asl/compiler/expression/expression.ts';
import { toJsonata } from '../../asl/compiler/expression/jsonata.ts';
import { readValue } from '../../asl/compiler/expression/read.ts';
import { valueTypeOf } from '../../asl/compiler/expression/value-type.ts';

/** A TypeScript expression over typed parameters, which stand for the state variables. */
export interface Sample {
  /** `a: number, b?: string`. */
  parameters: string;
  source: string;
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
      types: [],
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

  return samples.map((sample, index) => {
    const declaration = file.getFunctionOrThrow(`sample${index}`);
    const variables = declaration.getParameters().map((parameter) => ({
      symbol: parameter.getSymbolOrThrow(),
      value: variable(new Variable(parameter.getName()), valueTypeOf(parameter)),
    }));
    const returned = declaration
      .getStatements()[0]!
      .asKindOrThrow(ts.SyntaxKind.ReturnStatement)
      .getExpressionOrThrow();
    const run = javaScript[`sample${index}`] ?? fail(`sample${index} is not there`);
    const inNode = (...args: unknown[]) => plain(run(...structuredClone(args)));
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
          return plain(await jsonata(compiled).evaluate(undefined, bindings));
        },
      };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { sample, refusal: error.diagnostic, inNode, inJsonata: () => Promise.reject(error) };
    }
  });
}

function fail(message: string): never {
  throw new Error(message);
}

function runnable(text: string): Record<string, (...args: unknown[]) => unknown> {
  const exports = {};
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.CommonJS,
    } satisfies TypeScript.CompilerOptions,
  });
  runInNewContext(outputText, { exports, structuredClone });
  return exports;
}

function plain(value: unknown): unknown {
  return value === undefined ? null : (JSON.parse(JSON.stringify(value)) as unknown);
}
