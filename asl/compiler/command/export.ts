import { join, relative } from 'node:path';
import type { SourceFile } from 'ts-morph';
import { type Compilation, compile } from '../compile.ts';
import type { Deployment } from '../emit/emit-work.ts';
import { workflowsIn } from '../source/source.ts';

/** What a deployment adds to the workflows' source. */
export interface ExportSettings extends Deployment {
  /** The workflows that become Express machines. */
  express?: readonly string[];
}

/** A file that an export consists of. */
export interface ExportedFile {
  path: string;
  text: string;
}

/** The export of one workflow: its diagnostics, and its files when nothing was refused. */
export interface Export extends Compilation {
  name: string;
  files: ExportedFile[];
}

/**
 * Exports the workflows of a file.
 *
 * @param only the one to export; all of them when undefined
 * @param out the definition's path, or a folder to put `<name>.asl.json` into
 */
export function exportWorkflows(
  file: SourceFile,
  { only, out, root }: { only?: string | undefined; out: string; root: string },
  settings: ExportSettings = {},
): Export[] {
  return workflowsIn(file)
    .filter(({ name }) => only === undefined || name === only)
    .map((source) => {
      const { express = [], ...options } = settings;
      const compiled = compile(source, { root, express: express.includes(source.name), ...options });
      const path = out.endsWith('.json') ? out : join(out, `${kebabCase(source.name)}.asl.json`);
      return {
        name: source.name,
        ...compiled,
        files: compiled.exported ? filesOf(path, compiled.exported) : [],
      };
    });
}

function filesOf(path: string, { machine, map }: NonNullable<Compilation['exported']>): ExportedFile[] {
  return [
    { path, text: pretty(machine) },
    { path: path.replace(/(\.asl)?\.json$/, '.map.json'), text: pretty(map) },
  ];
}

function pretty(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function kebabCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** A path for a reader: relative to where the command runs. */
export function shown(path: string): string {
  return relative(process.cwd(), path) || path;
}
