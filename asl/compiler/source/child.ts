import { type CallExpression, Node } from 'ts-morph';
import { refuse } from '../diagnostics/diagnostics.ts';
import { type Expression, literal } from '../expression/expression.ts';
import { typeOf } from '../expression/value-type.ts';
import { edge, label } from '../model/flow.ts';
import { optionOf } from './options.ts';
import { originOf, type Place } from './place.ts';
import { declarationOf } from './source.ts';
import { addTask } from './task.ts';
import { awaitedType } from './types.ts';
import { readValue } from './value.ts';

const alreadyStarted = 'StepFunctions.ExecutionAlreadyExistsException';

/** `executeChild` and `startChild`: a nested execution, waited for or not. The value of the second is its handle. */
export function readChild(
  how: 'executeChild' | 'startChild',
  call: CallExpression,
  node: Node,
  place: Place,
): Expression {
  const waited = how === 'executeChild';
  if (waited && place.machine.express) {
    refuse(
      call,
      'ASL211',
      'An Express machine cannot wait for a child',
      'Export it as a Standard machine, or use `startChild`.',
    );
  }
  const [workflow, options] = call.getArguments();
  const name = workflow && nameOf(workflow);
  if (!workflow || name === undefined) {
    return refuse(
      call,
      'ASL203',
      'Which workflow is started must be known',
      'Name its function, or give its name as a literal.',
    );
  }
  const args = optionOf(options, 'args');
  const inputs = Node.isArrayLiteralExpression(args) ? args.getElements() : [];
  if (inputs.length > 1) refuse(call, 'ASL208', 'A state machine has one input', 'Pass one object.');
  const given = optionOf(options, 'workflowId');
  const id = given && readValue(given, place);
  const input = inputs[0] && readValue(inputs[0], place);
  const work = { kind: 'child', workflow: name, id, input, waited } as const;
  const type = waited ? awaitedType(node) : typeOf('object');
  if (waited) return addTask(node, work, name, { name, type, field: 'Output' }, place);
  // Starting an execution that has been started already comes to the same.
  const started = label(originOf(node, place));
  const again = edge();
  again.to = started;
  const special = id ? [{ errors: [alreadyStarted], edge: again, timedOut: undefined }] : [];
  addTask(node, work, `Start ${name}`, { name, type, special }, place);
  place.flow.place(started);
  return {
    kind: 'object',
    entries: [{ kind: 'property', key: literal('workflowId'), value: id ?? literal(undefined) }],
    type: typeOf('object'),
  };
}

function nameOf(workflow: Node): string | undefined {
  if (Node.isStringLiteral(workflow)) return workflow.getLiteralText();
  const declaration = declarationOf(workflow);
  return Node.isFunctionDeclaration(declaration) ? declaration.getName() : undefined;
}
