import { Node, type Symbol } from 'ts-morph';
import { refuse } from '../diagnostics/diagnostics.ts';
import { isFunctionLike } from './statement-kind.ts';

/**
 * Refuses to change what a variable holds when something else may hold it too. A machine's variables are copies: the
 * change would be seen in one place only.
 */
export function refuseShared(root: Node, changed: Node): void {
  const symbol = root.getSymbolOrThrow();
  const declaration = symbol.getValueDeclaration();
  const scope = declaration?.getFirstAncestor(isFunctionLike);
  if (!declaration || !scope) return;
  const other = isFresh(declaration) ? aliasOf(symbol, scope) : declaration;
  if (!other) return;
  const line = other.getStartLineNumber();
  refuse(
    changed,
    'ASL215',
    `\`${root.getText()}\` may be known under another name (line ${line}), which would not see this change`,
    'Make a changed copy, `{ ...object, name: value }` or `[...list, item]`, and assign it to a `let`.',
  );
}

/** Whether a variable's first value was made for it alone. */
function isFresh(declaration: Node): boolean {
  if (Node.isParameterDeclaration(declaration)) {
    const of = declaration.getParent();
    return Node.isFunctionDeclaration(of) && of.isExported();
  }
  if (!Node.isVariableDeclaration(declaration)) return false;
  const initializer = declaration.getInitializer();
  return initializer === undefined || isMade(initializer);
}

function isMade(value: Node): boolean {
  if (
    Node.isAsExpression(value) ||
    Node.isParenthesizedExpression(value) ||
    Node.isSatisfiesExpression(value)
  ) {
    return isMade(value.getExpression());
  }
  if (Node.isObjectLiteralExpression(value) || Node.isArrayLiteralExpression(value)) return true;
  return Node.isCallExpression(value) || Node.isAwaitExpression(value) || !holdsParts(value);
}

/** Whether a value is an object or a list, which two names can share. */
function holdsParts(value: Node): boolean {
  const type = value.getType();
  return type.isObject() || type.isUnion() || type.isIntersection() || type.isAny() || type.isUnknown();
}

/** A place where what the variable holds is put under another name. */
function aliasOf(symbol: Symbol, scope: Node): Node | undefined {
  return scope
    .getDescendants()
    .find((node) => Node.isIdentifier(node) && node.getSymbol() === symbol && isKept(node));
}

function isKept(use: Node): boolean {
  let value = use;
  for (;;) {
    const parent = value.getParent();
    if (!parent) return false;
    if (Node.isPropertyAccessExpression(parent) && parent.getExpression() === value) value = parent;
    else if (Node.isElementAccessExpression(parent) && parent.getExpression() === value) value = parent;
    else if (Node.isVariableDeclaration(parent))
      return parent.getInitializer() === value && holdsParts(value);
    else if (
      Node.isBinaryExpression(parent) &&
      parent.getRight() === value &&
      /=$/.test(parent.getOperatorToken().getText())
    ) {
      return holdsParts(value) && !/^[=!]==?$|[<>]=/.test(parent.getOperatorToken().getText());
    } else if (Node.isPropertyAssignment(parent) || Node.isShorthandPropertyAssignment(parent)) {
      if (!holdsParts(use)) return false;
      value = parent.getParent();
    } else if (Node.isArrayLiteralExpression(parent)) {
      if (!holdsParts(value)) return false;
      value = parent;
    } else return false;
  }
}
