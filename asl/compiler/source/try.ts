import { type Block, Node, type TryStatement } from 'ts-morph';
import { refuse } from '../diagnostics/diagnostics.ts';
import { Environment } from './environment.ts';
import { type Expression, literal, Variable, variable } from '../expression/expression.ts';
import { union, type ValueType } from '../expression/value-type.ts';
import { edge, type Label, label } from '../model/flow.ts';
import type { Assignment, ChoiceStep } from '../model/model.ts';
import { originOf, type Place } from './place.ts';
import { readBlock } from './statement.ts';
import { caughtType, ruleFor } from '../model/terms.ts';

/** `try`, `catch`, `finally`. */
export function readTry(statement: TryStatement, place: Place): void {
  const last = statement.getFinallyBlock();
  if (last) withFinally(last, place, (inside) => readCatch(statement, inside));
  else readCatch(statement, place);
}

function readCatch(statement: TryStatement, place: Place): void {
  const clause = statement.getCatchClause();
  if (!clause) {
    readBlock(statement.getTryBlock(), place);
    return;
  }
  const [caught, done] = [label(originOf(clause, place)), label(originOf(clause, place))];
  const declaration = clause.getVariableDeclaration();
  const name = declaration?.getNameNode();
  if (name && !Node.isIdentifier(name)) {
    refuse(name, 'ASL201', 'A caught error is not taken apart', 'Name it, and use `failureOf(error)`.');
  }
  const error = name && new Variable(name.getText());
  readBlock(statement.getTryBlock(), {
    ...place,
    handler: {
      kind: 'catch',
      keep: (failure) => (error ? [{ variable: error, value: failure }] : []),
      to: () => caught,
    },
  });
  place.flow.jump(done);
  place.flow.place(caught);
  const environment = new Environment(place.environment);
  if (name && error) {
    environment.bind(name, { kind: 'value', value: variable(error, caughtType), owner: place.flow });
  }
  readBlock(clause.getBlock(), { ...place, environment });
  place.flow.place(done);
}

/** One way in which the code before a `finally` can be left, and how it goes on after it. */
interface Completion {
  name: string;
  resume: () => void;
}

/**
 * Code with a `finally`: every way out goes through the block first. What is to happen afterwards is kept in one
 * variable, and one choice looks at it.
 */
function withFinally(block: Block, place: Place, readBody: (inside: Place) => void): void {
  const origin = originOf(block, place);
  const { flow } = place;
  const entry = label(origin);
  const completion = new Variable('completion');
  const completions = new Map<string, Completion>();
  const complete = (name: string, resume: () => void): Assignment => {
    if (!completions.has(name)) completions.set(name, { name, resume });
    return { variable: completion, value: literal(name) };
  };
  const leave = (name: string, resume: () => void, ...assign: Assignment[]): void => {
    flow.assign(origin, ...assign, complete(name, resume));
    flow.end(entry);
  };
  const kept = (as: string): { set: (value: Expression) => Assignment; get: () => Expression } => {
    let of: Variable | undefined;
    const types: ValueType[] = [];
    return {
      set: (value) => {
        types.push(value.type);
        return { variable: (of ??= new Variable(as)), value };
      },
      get: () => variable((of ??= new Variable(as)), union(...types)),
    };
  };
  const returned = kept('returned');
  const thrown = kept('thrown');
  const rethrow = (): void => {
    flow.assign(origin, ...place.handler.keep(thrown.get()));
    flow.end(place.handler.to());
  };
  readBody({
    ...place,
    handler: {
      kind: 'catch',
      keep: (failure) => [thrown.set(failure), complete('throw', rethrow)],
      to: () => entry,
    },
    jumps: {
      return: (value, node) =>
        leave('return', () => place.jumps.return(returned.get(), node), returned.set(value)),
      break: (name, node) => leave(`break ${name ?? ''}`.trim(), () => place.jumps.break(name, node)),
      continue: (name, node) =>
        leave(`continue ${name ?? ''}`.trim(), () => place.jumps.continue(name, node)),
    },
  });
  const done = label(origin);
  if (flow.isOpen) leave('normal', () => flow.end(done));
  flow.place(entry);
  readBlock(block, place);
  if (flow.isOpen) resume(completion, [...completions.values()], entry, place);
  flow.place(done);
}

function resume(completion: Variable, completions: Completion[], entry: Label, place: Place): void {
  const [last, ...others] = completions.toReversed();
  if (!last) return;
  const otherwise = edge();
  const rules = others.toReversed().map(({ name, resume: goOn }) => {
    const way = edge();
    return { rule: ruleFor(completion, name, way), way, goOn };
  });
  if (rules.length === 0) {
    last.resume();
    return;
  }
  const choice: ChoiceStep = {
    kind: 'choice',
    origin: entry.origin,
    title: 'Go On How?',
    rules: rules.map(({ rule }) => rule),
    otherwise,
  };
  place.flow.end(choice);
  for (const { way, goOn } of rules) {
    place.flow.follow(way);
    goOn();
  }
  place.flow.follow(otherwise);
  last.resume();
}
