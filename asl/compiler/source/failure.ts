import { type CallExpression, type NewExpression, Node } from 'ts-morph';
import { refuse } from '../diagnostics/diagnostics.ts';
import { type Expression, literal } from '../expression/expression.ts';
import { optionOf } from './options.ts';
import type { Place } from './place.ts';
import { declarationOf, isTemporal, patternOf } from './source.ts';
import { caughtType, object } from '../model/terms.ts';
import { readValue } from './value.ts';

/**
 * The failure that an expression makes: `{type, message, details}`.
 *
 * @throws Refusal when it is none
 */
export function readFailure(node: Node, place: Place): Expression {
  if (isFailWith(node)) {
    const [given] = node.getArguments();
    return { ...readValue(given ?? refuseThrown(node), place), type: caughtType };
  }
  if (isApplicationFailure(node)) return applicationFailure(node, place);
  if (Node.isNewExpression(node)) return refuseThrown(node);
  const value = readValue(node, place);
  return value.type.kinds.has('error') ? value : refuseThrown(node);
}

function isFailWith(node: Node): node is CallExpression {
  if (!Node.isCallExpression(node)) return false;
  const callee = declarationOf(node.getExpression());
  return (
    callee !== undefined && patternOf(callee) === 'failure' && node.getExpression().getText() === 'failWith'
  );
}

function isApplicationFailure(node: Node): node is CallExpression | NewExpression {
  if (!Node.isCallExpression(node) && !Node.isNewExpression(node)) return false;
  const callee = node.getExpression();
  const of = Node.isNewExpression(node)
    ? callee
    : Node.isPropertyAccessExpression(callee)
      ? callee.getExpression()
      : undefined;
  const declaration = of?.getText() === 'ApplicationFailure' ? declarationOf(of) : undefined;
  return declaration !== undefined && isTemporal(declaration);
}

function applicationFailure(node: CallExpression | NewExpression, place: Place): Expression {
  const callee = node.getExpression();
  const args = node.getArguments();
  const read = (part: Node | undefined): Expression | undefined => part && readValue(part, place);
  const method = Node.isPropertyAccessExpression(callee) ? callee.getName() : 'new';
  switch (method) {
    case 'nonRetryable':
    case 'retryable':
      return failure(read(args[0]), read(args[1]), read(args[2]));
    case 'new': {
      const details = args[3];
      const first = Node.isArrayLiteralExpression(details) ? details.getElements()[0] : undefined;
      return failure(read(args[0]), read(args[1]), read(first));
    }
    case 'create': {
      const options = args[0];
      if (!Node.isObjectLiteralExpression(options)) return refuseThrown(node);
      const details = optionOf(options, 'details');
      const first = Node.isArrayLiteralExpression(details) ? details.getElements()[0] : undefined;
      return failure(read(optionOf(options, 'message')), read(optionOf(options, 'type')), read(first));
    }
    default:
      return refuseThrown(node);
  }
}

function failure(message?: Expression, type?: Expression, details?: Expression): Expression {
  const parts = {
    type: type ?? literal('UnknownError'),
    message: message ?? literal(''),
    ...(details ? { details } : {}),
  };
  return { ...object(parts), type: caughtType };
}

function refuseThrown(node: Node): never {
  return refuse(
    node,
    'ASL209',
    'Only an ApplicationFailure, or an error that was caught, can be thrown: anything else makes Temporal retry the workflow task for ever',
    "`throw ApplicationFailure.nonRetryable('message', 'Type')`, or `throw failWith({ type, message })`.",
  );
}
