import type { Expression } from '../expression/expression.ts';
import { isOnly, mayBe } from '../expression/value-type.ts';

/**
 * Whether a condition holds, where that is known without running the process; undefined where it is not.
 *
 * @param resultIsTyped whether the step's result is what its type says; data from outside need not be
 */
export function truthOf(value: Expression, resultIsTyped: boolean): boolean | undefined {
  const known = (part: Expression): boolean | undefined => truthOf(part, resultIsTyped);
  switch (value.kind) {
    case 'condition':
      return known(value.value);
    case 'literal':
      return Boolean(value.value);
    case 'unary': {
      if (value.operator === 'isNullish')
        return isTyped(value.operand) && !mayBe(value.operand.type, 'null', 'undefined') ? false : undefined;
      const operand = value.operator === '!' ? known(value.operand) : undefined;
      return operand === undefined ? undefined : !operand;
    }
    case 'logical': {
      const settling = value.operator === '||';
      const [left, right] = [known(value.left), known(value.right)];
      if (value.operator === '??') return undefined;
      if (left === settling || right === settling) return settling;
      return left === undefined ? undefined : right;
    }
    case 'binary': {
      if (value.operator !== '===' && value.operator !== '!==') return undefined;
      const equal = areEqual(value.left, value.right);
      return equal === undefined ? undefined : equal === (value.operator === '===');
    }
    default:
      return isTyped(value) && isOnly(value.type, 'object', 'array') ? true : undefined;
  }

  function isTyped(of: Expression): boolean {
    return resultIsTyped && of.kind === 'context' && of.what === 'result';
  }

  function areEqual(left: Expression, right: Expression): boolean | undefined {
    if (left.kind === 'literal' && right.kind === 'literal') return left.value === right.value;
    for (const [one, other] of [
      [left, right],
      [right, left],
    ] as const) {
      const isNothing = one.kind === 'literal' && (one.value === null || one.value === undefined);
      if (isNothing && isTyped(other) && !mayBe(other.type, 'null', 'undefined')) return false;
    }
    return undefined;
  }
}
