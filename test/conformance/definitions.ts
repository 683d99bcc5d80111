import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Session } from './interpreter/session.ts';

const folder = join(import.meta.dirname, '../../asl/definitions');

/** The exported definition of a process, as it is committed. */
export function definitionOf(process: string): string {
  return readFileSync(fileOf(process), 'utf8');
}

/**
 * Deploys a process to a session once, after the machines that it starts.
 *
 * @returns the ARN of its machine
 */
export async function deployProcess(session: Session, process: string): Promise<string> {
  const definition = definitionOf(process);
  for (const child of startedBy(definition)) {
    if (child !== process && !session.machineArn(child)) await deployProcess(session, child);
  }
  return session.machineArn(process) ?? (await session.deploy(process, definition));
}

/** The processes that a definition names: of its substitutions, those that have a definition themselves. */
function startedBy(definition: string): string[] {
  const names = [...definition.matchAll(/\$\{(\w+)\}/g)].flatMap(([, name]) => name ?? []);
  return [...new Set(names)].filter((name) => existsSync(fileOf(name)));
}

function fileOf(process: string): string {
  return join(folder, `${process.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.asl.json`);
}
