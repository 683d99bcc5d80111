import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = import.meta.dirname;

/** The modules whose exports are Lambda functions. */
export const entries = ['activities', 'callbacks', 'pizza', 'start', 'warehouse-queue'];

/** Bundles the Lambda functions into `folder`, ready to be deployed: one ESM file for each module. */
export async function buildLambdas(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await build({
    entryPoints: entries.map((entry) => join(here, `${entry}.ts`)),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    minify: true,
    keepNames: true, // an error's class is its type
    sourcemap: true,
    sourcesContent: false,
    external: ['@aws-sdk/*'], // part of the Lambda runtime
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildLambdas(join(here, '../../dist/lambda'));
