import { type Expression, Node, SyntaxKind, VariableDeclarationKind } from 'ts-morph';

/** A value that can be read from the source without running it; `undefined` in place of one that cannot. */
export type StaticValue = { value: unknown } | undefined;

/**
 * What an expression is, when that can be read without running it: literals, objects and lists of them with spreads,
 * arithmetic on them, and the constants that name them.
 */
export function staticValue(node: Expression): StaticValue {
  if (Node.isStringLiteral(node) || Node.isNoSubstitutionTemplateLiteral(node)) {
    return { value: node.getLiteralText() };
  }
  if (Node.isNumericLiteral(node)) return { value: node.getLiteralValue() };
  if (Node.isTrueLiteral(node)) return { value: true };
  if (Node.isFalseLiteral(node)) return { value: false };
  if (Node.isNullLiteral(node)) return { value: null };
  if (
    Node.isAsExpression(node) ||
    Node.isSatisfiesExpression(node) ||
    Node.isParenthesizedExpression(node) ||
    Node.isNonNullExpression(node)
  ) {
    return staticValue(node.getExpression());
  }
  if (Node.isObjectLiteralExpression(node)) return objectValue(node);
  if (Node.isArrayLiteralExpression(node)) return listValue(node.getElements());
  if (Node.isPrefixUnaryExpression(node) && node.getOperatorToken() === SyntaxKind.MinusToken) {
    const operand = staticValue(node.getOperand());
    return typeof operand?.value === 'number' ? { value: -operand.value } : undefined;
  }
  if (Node.isBinaryExpression(node)) return arithmetic(node);
  if (Node.isPropertyAccessExpression(node)) {
    const object = staticValue(node.getExpression())?.value;
    return object !== null && typeof object === 'object'
      ? { value: (object as Record<string, unknown>)[node.getName()] }
      : undefined;
  }
  if (Node.isIdentifier(node)) {
    if (node.getText() === 'undefined') return { value: undefined };
    const declaration = constantOf(node);
    return declaration && staticValue(declaration);
  }
  return undefined;
}

/** The initializer of the constant that an identifier names, through imports. */
export function constantOf(node: Node): Expression | undefined {
  const symbol = node.getSymbol();
  const declaration = (symbol?.getAliasedSymbol() ?? symbol)?.getValueDeclaration();
  if (!Node.isVariableDeclaration(declaration)) return undefined;
  return declaration.getVariableStatement()?.getDeclarationKind() === VariableDeclarationKind.Const
    ? declaration.getInitializer()
    : undefined;
}

function objectValue(node: Node): StaticValue {
  const value: Record<string, unknown> = {};
  for (const property of node.asKindOrThrow(SyntaxKind.ObjectLiteralExpression).getProperties()) {
    if (Node.isPropertyAssignment(property)) {
      const name = property.getNameNode();
      if (Node.isComputedPropertyName(name)) return undefined;
      const of = staticValue(property.getInitializerOrThrow());
      if (!of) return undefined;
      value[Node.isStringLiteral(name) ? name.getLiteralText() : name.getText()] = of.value;
    } else if (Node.isShorthandPropertyAssignment(property)) {
      const declaration = property.getValueSymbol()?.getValueDeclaration();
      const initializer = Node.isVariableDeclaration(declaration) ? declaration.getInitializer() : undefined;
      const of = initializer && staticValue(initializer);
      if (!of) return undefined;
      value[property.getName()] = of.value;
    } else if (Node.isSpreadAssignment(property)) {
      const of = staticValue(property.getExpression());
      if (!of) return undefined;
      Object.assign(value, of.value);
    } else return undefined;
  }
  return { value };
}

function listValue(elements: Expression[]): StaticValue {
  const values: unknown[] = [];
  for (const element of elements) {
    const of = staticValue(Node.isSpreadElement(element) ? element.getExpression() : element);
    if (!of) return undefined;
    if (Node.isSpreadElement(element)) values.push(...(of.value as unknown[]));
    else values.push(of.value);
  }
  return { value: values };
}

function arithmetic(node: Node): StaticValue {
  const expression = node.asKindOrThrow(SyntaxKind.BinaryExpression);
  const left = staticValue(expression.getLeft())?.value;
  const right = staticValue(expression.getRight())?.value;
  if (typeof left !== 'number' || typeof right !== 'number') return undefined;
  switch (expression.getOperatorToken().getKind()) {
    case SyntaxKind.AsteriskToken:
      return { value: left * right };
    case SyntaxKind.PlusToken:
      return { value: left + right };
    case SyntaxKind.MinusToken:
      return { value: left - right };
    case SyntaxKind.SlashToken:
      return { value: left / right };
    default:
      return undefined;
  }
}
