import { Node } from 'ts-morph';

/** Whether a node is a function, whose statements belong to it and to nobody around it. */
export function isFunctionLike(node: Node): boolean {
  return (
    Node.isFunctionDeclaration(node) ||
    Node.isArrowFunction(node) ||
    Node.isFunctionExpression(node) ||
    Node.isMethodDeclaration(node)
  );
}
