import { type CallExpression, Node } from 'ts-morph';
import { refuse } from '../diagnostics/diagnostics.ts';
import { context, type Expression, literal, variable, Variable } from '../expression/expression.ts';
import { union, without } from '../expression/value-type.ts';
import { edge, label } from '../model/flow.ts';
import { executionName, type TaskStep } from '../model/model.ts';
import { optionOf } from './options.ts';
import { originOf, type Place, takeTitle } from './place.ts';
import { signalName } from './signal.ts';
import { catches } from './task.ts';
import { awaitedType } from './types.ts';
import { readValue } from './value.ts';

/** `receive(signal, { until })`: one Task that opens the mailbox, and a time-out that gives undefined. */
export function readReceive(call: CallExpression, node: Node, place: Place): Expression {
  if (place.machine.express)
    refuse(call, 'ASL211', 'An Express machine cannot wait for a signal', 'Export it as a Standard machine.');
  const [signal, options] = call.getArguments();
  const deadline = optionOf(options, 'until');
  if (!signal || !deadline) {
    return refuse(
      call,
      'ASL216',
      '`receive` needs a signal and a deadline',
      'Write `receive(name, { until })`.',
    );
  }
  const origin = originOf(node, place);
  const type = awaitedType(node);
  const payload = type.kinds.has('unknown') ? type : without(type, 'undefined');
  const result = new Variable('received');
  const answered = edge({ variable: result, value: context('result', payload) });
  const silent = edge({ variable: result, value: literal(undefined) });
  const done = label(origin);
  silent.to = done;
  const step: TaskStep = {
    kind: 'task',
    origin,
    title: takeTitle(place, `Receive ${signalTitle(signal)}`),
    work: {
      kind: 'receive',
      mailbox: executionName,
      signal: signalName(signal, place),
      until: readValue(deadline, place),
      round: undefined,
    },
    next: answered,
    caught: [{ errors: ['States.Timeout'], edge: silent, timedOut: undefined }, ...catches(place)],
  };
  place.flow.add(step, answered);
  place.flow.place(done);
  return variable(result, union(payload, literal(undefined).type));
}

function signalTitle(signal: Node): string {
  return Node.isStringLiteral(signal) ? signal.getLiteralText() : signal.getText().replace(/\W+/g, ' ');
}
