import { dirname } from 'node:path';
import { type FunctionDeclaration, Node, Project, type SourceFile, ts } from 'ts-morph';
import { titleCase } from './title-case.ts';

/** A workflow function in its source. */
export interface WorkflowSource {
  name: string;
  function: FunctionDeclaration;
}

/** Packages that no value of a workflow has a type of, and that are most of what would have to be parsed. */
const engineOnly = new Set(['@temporalio/proto']);

/**
 * Opens source files with the compiler options of the nearest tsconfig.json. Imports are followed as the type checker
 * needs them.
 */
export function openSources(paths: string[]): Project {
  const configuration = ts.findConfigFile(dirname(paths[0] ?? '.'), (path) => ts.sys.fileExists(path));
  const project = new Project({
    ...(configuration === undefined
      ? { compilerOptions: { strict: true, target: ts.ScriptTarget.ES2022 } }
      : {}),
    ...(configuration === undefined
      ? {}
      : { tsConfigFilePath: configuration, compilerOptions: { types: [], noEmit: true } }),
    resolutionHost: (host, optionsNow) => ({
      resolveModuleNames: (names, from) => {
        const options = optionsNow();
        const format = ts.getImpliedNodeFormatForFile(from, undefined, host, options);
        return names.map((name) =>
          engineOnly.has(name)
            ? undefined
            : ts.resolveModuleName(name, from, options, host, undefined, undefined, format).resolvedModule,
        );
      },
    }),
    skipAddingFilesFromTsConfig: true,
    skipFileDependencyResolution: true,
  });
  project.addSourceFilesAtPaths(paths);
  return project;
}

/** The workflows that a file exports: its exported async functions, those it re-exports included. */
export function workflowsIn(file: SourceFile): WorkflowSource[] {
  return [...file.getExportedDeclarations()].flatMap(([name, declarations]) =>
    declarations.flatMap((declaration) =>
      Node.isFunctionDeclaration(declaration) && declaration.isAsync()
        ? [{ name, function: declaration }]
        : [],
    ),
  );
}

/** The first paragraph and the rest of a function's docstring, its tags left out. */
export function docstring(of: FunctionDeclaration): string | undefined {
  const text = of
    .getJsDocs()
    .map((doc) => doc.getDescription().trim())
    .join('\n\n')
    .replace(/\{@link ([^}]+)\}/g, '$1')
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replace(/\s+/g, ' ').trim())
    .join(' ');
  return text === '' ? undefined : text;
}

/** The longest comment that is taken for a title. */
const titleLimit = 60;

/**
 * The title that a comment directly above a statement gives its state: one line that asks ("Is in stock?") or a short
 * one that begins with a capital and is no sentence ("Take the payment").
 */
export function titleAbove(statement: Node): string | undefined {
  const comments = statement.getLeadingCommentRanges();
  const last = comments.at(-1);
  if (last?.getKind() !== ts.SyntaxKind.SingleLineCommentTrivia) return undefined;
  const source = statement.getSourceFile();
  const before = comments.at(-2);
  const lineOf = (position: number): number => source.getLineAndColumnAtPos(position).line;
  if (lineOf(last.getPos()) !== lineOf(statement.getStart()) - 1) return undefined;
  if (before && lineOf(before.getEnd()) === lineOf(last.getPos()) - 1) return undefined;
  const text = last
    .getText()
    .replace(/^\/\/\s*/, '')
    .trim();
  const isTitle =
    text.endsWith('?') || (/^[A-Z0-9]/.test(text) && !/[.,;:!]$/.test(text) && !text.includes('. '));
  return text.length <= titleLimit && isTitle && /^[\x20-\x7e]+$/.test(text) ? titleCase(text) : undefined;
}

/** The declaration that an expression names, through imports and aliases. */
export function declarationOf(node: Node): Node | undefined {
  const symbol = node.getSymbol();
  return (symbol?.getAliasedSymbol() ?? symbol)?.getDeclarations()[0];
}

/** Whether something is declared by the Temporal SDK. */
export function isTemporal(declaration: Node): boolean {
  return /\/node_modules\/@temporalio\/(workflow|common)\//.test(declaration.getSourceFile().getFilePath());
}

/** The pattern (`saga`, `callback`, `receive`, …) that declares something; undefined for everything else. */
export function patternOf(declaration: Node): string | undefined {
  return /\/workflows\/patterns\/([a-z-]+)(?:\.d)?\.[cm]?[jt]s$/.exec(
    declaration.getSourceFile().getFilePath(),
  )?.[1];
}
