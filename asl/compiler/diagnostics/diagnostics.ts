import type { Node } from 'ts-morph';

/** Every code the compiler can report, with its title. `docs/asl-diagnostics.md` has a paragraph for each. */
export const diagnosticTitles = {
  // Expressions
  ASL101: 'This expression has no JSONata counterpart',
  ASL102: 'This function or method has no JSONata counterpart',
  ASL103: 'An operator on types it cannot be exported for',
  ASL104: 'Objects compared by identity',
  ASL105: 'The divisor may be zero',
  ASL106: 'undefined cannot be told from null here',
  ASL107: 'The value may be NaN',
  ASL108: 'The name stands for nothing the export knows',
  ASL109: 'A function that cannot be written as one expression',
  ASL110: 'A regular expression that JSONata reads differently',
  ASL111: 'A caught error used as something else than a failure',
  ASL112: 'An awaited call inside an expression',
  ASL113: 'A value that is not JSON',
  // Statements and calls
  ASL201: 'This statement has no counterpart',
  ASL202: 'A call that nobody waits for',
  ASL203: 'What is called is not known',
  ASL204: 'A function that calls itself',
  ASL205: 'Activity options that cannot be read',
  ASL206: 'A duration or a retry that Step Functions cannot keep',
  ASL207: 'A time-out over all attempts',
  ASL208: 'More than one argument',
  ASL209: 'Something thrown that is no ApplicationFailure',
  ASL210: 'A branch that changes what is outside of it',
  ASL211: 'An Express machine that waits',
  ASL212: 'A Temporal API without a counterpart',
  ASL213: 'A handler of signals or updates',
  ASL214: 'A saga used otherwise than as a list of compensations',
  ASL215: 'A change to something that may be shared',
  ASL216: 'A pattern used in a way that cannot be exported',
  ASL217: 'Left out of the export',
  ASL218: 'A branch that Step Functions stops when another fails',
} as const;

export type DiagnosticCode = keyof typeof diagnosticTitles;

/** What the compiler has to say about one place in the source. */
export interface Diagnostic {
  code: DiagnosticCode;
  /** An error keeps the export from being written; a note tells what the export leaves out or does otherwise. */
  severity: 'error' | 'note';
  file: string;
  /** From 1. */
  line: number;
  /** From 1. */
  column: number;
  /** The whole source line, for the caret to point into. */
  sourceLine: string;
  reason: string;
  /** What to write instead, or what the export does instead. */
  instead: string;
}

/** Thrown where the source leaves the subset; `DiagnosticLog.attempt` collects it. */
export class Refusal extends Error {
  readonly diagnostic: Diagnostic;

  constructor(diagnostic: Diagnostic) {
    super(`${diagnostic.code}: ${diagnostic.reason}`);
    this.name = 'Refusal';
    this.diagnostic = diagnostic;
  }
}

/** The diagnostics of one compilation, in the order they were found. */
export class DiagnosticLog {
  readonly #diagnostics: Diagnostic[] = [];

  get diagnostics(): readonly Diagnostic[] {
    return this.#diagnostics;
  }

  get hasErrors(): boolean {
    return this.#diagnostics.some(({ severity }) => severity === 'error');
  }

  /** Says what the export leaves out or does otherwise. */
  note(node: Node, code: DiagnosticCode, reason: string, instead: string): void {
    this.#diagnostics.push(diagnosticAt(node, 'note', code, reason, instead));
  }

  /** The result of `step`, or undefined when it refused: the refusal is kept, so that the next step can report too. */
  attempt<Result>(step: () => Result): Result | undefined {
    try {
      return step();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.#diagnostics.push(error.diagnostic);
      return undefined;
    }
  }
}

/**
 * Refuses `node`: it cannot be exported as it stands.
 *
 * @throws Refusal always
 */
export function refuse(node: Node, code: DiagnosticCode, reason: string, instead: string): never {
  throw new Refusal(diagnosticAt(node, 'error', code, reason, instead));
}

function diagnosticAt(
  node: Node,
  severity: Diagnostic['severity'],
  code: DiagnosticCode,
  reason: string,
  instead: string,
): Diagnostic {
  const source = node.getSourceFile();
  const { line, column } = source.getLineAndColumnAtPos(node.getStart());
  const sourceLine = source.getFullText().split(/\r?\n/)[line - 1] ?? '';
  return { code, severity, file: source.getFilePath(), line, column, sourceLine, reason, instead };
}
