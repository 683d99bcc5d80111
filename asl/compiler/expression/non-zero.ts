import { Node, SyntaxKind, VariableDeclarationKind } from 'ts-morph';

/** Whether the program has made sure, where it stands, that `divisor` is not 0. */
export function provesNonZero(divisor: Node): boolean {
  const text = divisor.getText();
  const limit = mayChange(divisor) ? divisor.getFirstAncestor(isStatement) : undefined;
  for (
    let [inside, around] = [divisor, divisor.getParent()];
    around && inside !== limit;
    [inside, around] = [around, around.getParent()]
  ) {
    if (guards(around, inside, text)) return true;
    if (Node.isFunctionLikeDeclaration(around) && !Node.isArrowFunction(around)) return false;
  }
  return false;
}

/** A guard before the statement says nothing of a variable that is assigned to. */
function mayChange(divisor: Node): boolean {
  const root = divisor.getFirstDescendantByKind(SyntaxKind.Identifier) ?? divisor;
  const declaration = root.getSymbol()?.getValueDeclaration();
  if (!Node.isVariableDeclaration(declaration))
    return !Node.isParameterDeclaration(declaration) && !Node.isBindingElement(declaration);
  return declaration.getVariableStatement()?.getDeclarationKind() === VariableDeclarationKind.Let;
}

function isStatement(node: Node): boolean {
  return Node.isStatement(node);
}

function guards(around: Node, inside: Node, divisor: string): boolean {
  if (Node.isConditionalExpression(around)) {
    if (inside === around.getWhenTrue()) return implies(around.getCondition(), true, divisor);
    return inside === around.getWhenFalse() && implies(around.getCondition(), false, divisor);
  }
  if (Node.isBinaryExpression(around) && inside === around.getRight()) {
    const operator = around.getOperatorToken().getText();
    if (operator === '&&') return implies(around.getLeft(), true, divisor);
    return operator === '||' && implies(around.getLeft(), false, divisor);
  }
  if (Node.isIfStatement(around)) {
    if (inside === around.getThenStatement()) return implies(around.getExpression(), true, divisor);
    return inside === around.getElseStatement() && implies(around.getExpression(), false, divisor);
  }
  if (Node.isBlock(around) || Node.isSourceFile(around)) {
    const statements = around.getStatements();
    const before = statements.slice(
      0,
      statements.findIndex((statement) => statement === inside),
    );
    return before.some(
      (statement) =>
        Node.isIfStatement(statement) &&
        leaves(statement.getThenStatement()) &&
        implies(statement.getExpression(), false, divisor),
    );
  }
  return false;
}

function leaves(statement: Node): boolean {
  const last = Node.isBlock(statement) ? statement.getStatements().at(-1) : statement;
  return (
    Node.isReturnStatement(last) ||
    Node.isThrowStatement(last) ||
    Node.isContinueStatement(last) ||
    Node.isBreakStatement(last)
  );
}

/** Whether `divisor` is not 0 when the condition has this outcome. */
function implies(condition: Node, outcome: boolean, divisor: string): boolean {
  if (Node.isParenthesizedExpression(condition)) return implies(condition.getExpression(), outcome, divisor);
  if (
    Node.isPrefixUnaryExpression(condition) &&
    condition.getOperatorToken() === SyntaxKind.ExclamationToken
  ) {
    return implies(condition.getOperand(), !outcome, divisor);
  }
  if (condition.getText() === divisor) return outcome;
  if (!Node.isBinaryExpression(condition)) return false;
  const [left, operator, right] = [
    condition.getLeft(),
    condition.getOperatorToken().getText(),
    condition.getRight(),
  ];
  if (operator === '&&' && outcome) return [left, right].some((part) => implies(part, true, divisor));
  if (operator === '||' && !outcome) return [left, right].some((part) => implies(part, false, divisor));
  if (left.getText() !== divisor || !Node.isNumericLiteral(right)) return false;
  const bound = right.getLiteralValue();
  if (outcome) {
    if (operator === '!==' || operator === '!=') return bound === 0;
    if (operator === '===' || operator === '==') return bound !== 0;
    if (operator === '>') return bound >= 0;
    return operator === '>=' && bound > 0;
  }
  if (operator === '===' || operator === '==') return bound === 0;
  if (operator === '<=') return bound >= 0;
  return operator === '<' && bound > 0;
}
