import { Node } from 'ts-morph';

/**
 * What an object literal says for a name. For the shorthand `{ name }` it is the name where it was declared, which means
 * the same as an expression.
 */
export function optionOf(options: Node | undefined, name: string): Node | undefined {
  if (!Node.isObjectLiteralExpression(options)) return undefined;
  const property = options.getProperty(name);
  if (Node.isPropertyAssignment(property)) return property.getInitializer();
  if (!Node.isShorthandPropertyAssignment(property)) return undefined;
  const declaration = property.getValueSymbol()?.getValueDeclaration();
  if (
    Node.isVariableDeclaration(declaration) ||
    Node.isBindingElement(declaration) ||
    Node.isParameterDeclaration(declaration)
  ) {
    return declaration.getNameNode();
  }
  return property.getNameNode();
}
