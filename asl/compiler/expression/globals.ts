import { Node } from 'ts-morph';

/** Whether the name is one of JavaScript's own, not hidden by the program's. */
export function isGlobal(node: Node): boolean {
  const declarations = node.getSymbol()?.getDeclarations() ?? [];
  return (
    Node.isIdentifier(node) &&
    declarations.length > 0 &&
    declarations.every((declaration) => isOfPlatform(declaration.getSourceFile().getFilePath()))
  );
}

function isOfPlatform(path: string): boolean {
  return /\/lib\.[a-z0-9.]+\.d\.ts$/.test(path) || path.includes('/@types/node/');
}

/**
 * The name under which a module exports what this name stands for, when the module is the Temporal workflow API or one of
 * the patterns.
 */
export function importedName(node: Node): { name: string; from: 'temporal' | 'patterns' } | undefined {
  const symbol = node.getSymbol();
  const target = symbol?.getAliasedSymbol() ?? symbol;
  const path = target?.getDeclarations()[0]?.getSourceFile().getFilePath();
  if (!target || path === undefined) return undefined;
  if (path.includes('/@temporalio/')) return { name: target.getName(), from: 'temporal' };
  if (/\/patterns\/[a-z-]+\.ts$/.test(path)) return { name: target.getName(), from: 'patterns' };
  return undefined;
}
