import { Node, SyntaxKind } from 'ts-morph';

const textLimit = 60;

/** What a choice is called when no comment says it: "Payment Successful?" for `payment.paymentSuccessful`, or the condition. */
export function conditionTitle(node: Node): string {
  const name = questionOf(node);
  if (name !== undefined) return `${name}?`;
  const text = node
    .getText()
    .replace(/\s+/g, ' ')
    .replace(/[^\x20-\x7e]/g, '');
  return `If ${text.length > textLimit ? `${text.slice(0, textLimit - 3)}...` : text}`;
}

/** The name that a plain yes-or-no condition asks for, its negation taken off. */
function questionOf(node: Node): string | undefined {
  if (Node.isIdentifier(node)) return node.getText();
  if (Node.isPropertyAccessExpression(node)) return node.getName();
  if (Node.isParenthesizedExpression(node)) return questionOf(node.getExpression());
  if (Node.isPrefixUnaryExpression(node) && node.getOperatorToken() === SyntaxKind.ExclamationToken) {
    return questionOf(node.getOperand());
  }
  return undefined;
}
