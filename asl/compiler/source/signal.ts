import { type CallExpression, Node } from 'ts-morph';
import { refuse } from '../diagnostics/diagnostics.ts';
import type { Environment } from './environment.ts';
import { type Expression, literal } from '../expression/expression.ts';
import { stringType, typeOf } from '../expression/value-type.ts';
import type { Place } from './place.ts';
import { declarationOf, isTemporal } from './source.ts';
import { constantOf } from './static-value.ts';
import { addTask } from './task.ts';
import { readValue } from './value.ts';

/** `getExternalWorkflowHandle(id).signal(signal, payload)`: a Task that puts a message into a mailbox. */
export function readSignal(call: CallExpression, node: Node, place: Place): Expression {
  const callee = call.getExpression();
  const handle = Node.isPropertyAccessExpression(callee) ? callee.getExpression() : callee;
  const [signal, payload, more] = call.getArguments();
  if (!signal || more) {
    return refuse(call, 'ASL208', 'A message has one payload', 'Pass one object.');
  }
  const work = {
    kind: 'signal',
    execution: executionOf(handle, place),
    signal: signalName(signal, place),
    payload: payload && readValue(payload, place),
  } as const;
  return addTask(node, work, 'Send Signal', { name: 'signal', type: typeOf('undefined') }, place);
}

/** The id of the execution that a handle stands for. */
function executionOf(handle: Node, place: Place): Expression {
  const external = externalHandle(handle, place.environment);
  const id = external?.call.getArguments()[0];
  if (external && id) return readValue(id, { ...place, environment: external.environment });
  return { kind: 'property', object: readValue(handle, place), name: 'workflowId', type: stringType };
}

function externalHandle(
  node: Node,
  environment: Environment,
): { call: CallExpression; environment: Environment } | undefined {
  if (Node.isCallExpression(node)) {
    const declaration = declarationOf(node.getExpression());
    return declaration &&
      isTemporal(declaration) &&
      node.getExpression().getText() === 'getExternalWorkflowHandle'
      ? { call: node, environment }
      : undefined;
  }
  const symbol = Node.isIdentifier(node) ? node.getSymbol() : undefined;
  const binding = symbol && environment.lookup(symbol);
  return binding?.kind === 'code' ? externalHandle(binding.node, binding.environment) : undefined;
}

/** The name of a signal given as text, or by what `defineSignal` made. */
export function signalName(signal: Node, place: Place): Expression {
  const definition = constantOf(signal);
  if (Node.isCallExpression(definition) && definition.getExpression().getText() === 'defineSignal') {
    const name = definition.getArguments()[0];
    if (Node.isStringLiteral(name)) return literal(name.getLiteralText());
  }
  return readValue(signal, place);
}
