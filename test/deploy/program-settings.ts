import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const checkout = join(import.meta.dirname, '..', '..');

/** What our programs are made of, and the library that reads Temporal's own variables for them. */
const folders = ['activities', 'api', 'client', 'store', 'worker', 'node_modules/@temporalio/envconfig/lib'];

const sources = folders.flatMap((folder) =>
  readdirSync(join(checkout, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.[jt]s$/.test(file))
    .map((file) => readFileSync(join(checkout, folder, file), 'utf8')),
);

/** Whether a program of ours looks at the environment variable. */
export function isReadByPrograms(variable: string): boolean {
  return sources.some((text) => new RegExp(`\\b${variable}\\b`).test(text));
}
