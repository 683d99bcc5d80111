import { relative } from 'node:path';
import type { Diagnostic } from './diagnostics.ts';

/** A diagnostic for a terminal: where, what, the source line with a caret, and what to write instead. */
export function describeDiagnostic(diagnostic: Diagnostic): string {
  const { code, severity, file, line, column, sourceLine, reason, instead } = diagnostic;
  const margin = String(line);
  const caret = `${' '.repeat(margin.length)} | ${sourceLine.slice(0, column - 1).replace(/\S/g, ' ')}^`;
  return [
    `${relative(process.cwd(), file)}:${line}:${column} - ${severity} ${code}: ${reason}`,
    `${margin} | ${sourceLine}`,
    caret,
    `  ${instead}`,
    '',
  ].join('\n');
}
