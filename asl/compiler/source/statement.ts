import {
  type Block,
  type DoStatement,
  type ForOfStatement,
  type ForStatement,
  type IfStatement,
  Node,
  type ReturnStatement,
  type Statement,
  type SwitchStatement,
  type ThrowStatement,
  type WhileStatement,
} from 'ts-morph';
import { readCallStatement } from './call-statement.ts';
import { declare, keep, readDeclaration } from './declaration.ts';
import { refuse } from '../diagnostics/diagnostics.ts';
import { Environment } from './environment.ts';
import {
  arrayOf,
  condition,
  equal,
  type Expression,
  literal,
  variable,
  Variable,
} from '../expression/expression.ts';
import { booleanType, naturalType } from '../expression/value-type.ts';
import { readFailure } from './failure.ts';
import { edge, type Label, label } from '../model/flow.ts';
import type { ChoiceStep } from '../model/model.ts';
import { readPromised } from './parallel.ts';
import { originOf, type Place, takeTitle } from './place.ts';
import { titleAbove } from './source.ts';
import { isFunctionLike } from './statement-kind.ts';
import { arithmetic, lengthOf, partsOf } from '../model/terms.ts';
import { conditionTitle } from './titles.ts';
import { readTry } from './try.ts';
import { isPromise } from './types.ts';
import { readBranch, readValue } from './value.ts';

/** Reads a block, in a scope of its own. Refusals are collected statement by statement, so that all are told at once. */
export function readBlock(block: Block, place: Place): void {
  readStatements(block.getStatements(), { ...place, environment: new Environment(place.environment) });
}

function readStatements(statements: Statement[], place: Place): void {
  for (const statement of statements) {
    if (!place.flow.isOpen) return;
    place.title.text = titleAbove(statement);
    place.machine.log.attempt(() => readStatement(statement, place));
    place.title.text = undefined;
  }
}

function readStatement(statement: Statement, place: Place, ownLabel?: string): void {
  if (Node.isVariableStatement(statement)) {
    for (const declaration of statement.getDeclarations()) readDeclaration(declaration, place);
  } else if (Node.isExpressionStatement(statement)) {
    readCallStatement(statement.getExpression(), place);
  } else if (Node.isIfStatement(statement)) {
    readIf(statement, place);
  } else if (Node.isReturnStatement(statement)) {
    readReturn(statement, place);
  } else if (Node.isThrowStatement(statement)) {
    readThrow(statement, place);
  } else if (Node.isTryStatement(statement)) {
    readTry(statement, place);
  } else if (Node.isBlock(statement)) {
    if (ownLabel === undefined) readBlock(statement, place);
    else readLabelledBlock(statement, ownLabel, place);
  } else if (Node.isWhileStatement(statement)) {
    readWhile(statement, place, ownLabel);
  } else if (Node.isDoStatement(statement)) {
    readDo(statement, place, ownLabel);
  } else if (Node.isForStatement(statement)) {
    readFor(statement, place, ownLabel);
  } else if (Node.isForOfStatement(statement)) {
    readForOf(statement, place, ownLabel);
  } else if (Node.isSwitchStatement(statement)) {
    readSwitch(statement, place, ownLabel);
  } else if (Node.isLabeledStatement(statement)) {
    readStatement(statement.getStatement(), place, statement.getLabel().getText());
  } else if (Node.isBreakStatement(statement)) {
    place.jumps.break(statement.getLabel()?.getText(), statement);
  } else if (Node.isContinueStatement(statement)) {
    place.jumps.continue(statement.getLabel()?.getText(), statement);
  } else if (!isDeclarationOnly(statement)) {
    refuse(
      statement,
      'ASL201',
      `A \`${statement.getKindName()}\` has no counterpart`,
      Node.isForInStatement(statement)
        ? 'Use `for (const key of Object.keys(object))`.'
        : 'Write it with the statements that docs/asl-compiler.md lists.',
    );
  }
}

function readReturn(statement: ReturnStatement, place: Place): void {
  const value = statement.getExpression();
  if (value && isPromise(value) && !Node.isAwaitExpression(value) && isInTry(statement)) {
    refuse(
      value,
      'ASL202',
      'This promise is not awaited here, so the `catch` around it would not see its failure, and the export could not tell',
      'Write `return await …`.',
    );
  }
  place.jumps.return(value ? readPromised(value, place) : literal(undefined), statement);
}

function isInTry(statement: ReturnStatement): boolean {
  const around = statement.getAncestors().find((node) => isFunctionLike(node) || Node.isTryStatement(node));
  return Node.isTryStatement(around);
}

/** Functions and types are read where they are used. */
function isDeclarationOnly(statement: Statement): boolean {
  return (
    Node.isFunctionDeclaration(statement) ||
    Node.isInterfaceDeclaration(statement) ||
    Node.isTypeAliasDeclaration(statement) ||
    Node.isEmptyStatement(statement)
  );
}

function readBody(statement: Statement, place: Place): void {
  if (Node.isBlock(statement)) readBlock(statement, place);
  else readStatements([statement], place);
}

function readIf(statement: IfStatement, place: Place): void {
  const origin = originOf(statement, place);
  const [yes, no, done] = [label(origin), label(origin), label(origin)];
  readBranch(statement.getExpression(), yes, no, place);
  place.flow.place(yes);
  readBody(statement.getThenStatement(), place);
  place.flow.jump(done);
  place.flow.place(no);
  const otherwise = statement.getElseStatement();
  if (otherwise) readBody(otherwise, place);
  place.flow.place(done);
}

function readThrow(statement: ThrowStatement, place: Place): void {
  throwFailure(readFailure(statement.getExpression(), place), statement, place);
}

/** Sends a failure to whatever deals with it here. */
function throwFailure(failure: Expression, node: Node, place: Place): void {
  const { handler, flow } = place;
  const origin = originOf(node, place);
  if (handler.kind === 'catch') {
    flow.assign(origin, ...handler.keep(failure));
    flow.end(handler.to());
    return;
  }
  if (handler.kind === 'process' && failure.kind !== 'object') {
    flow.assign(origin, ...handler.keep(failure));
    flow.end(handler.to());
    return;
  }
  const type = partOf(failure, 'type');
  flow.end({
    kind: 'fail',
    origin,
    title: takeTitle(place, type.kind === 'literal' ? String(type.value) : `${place.machine.name} Failed`),
    type,
    message: partOf(failure, 'message'),
  });
}

function partOf(failure: Expression, name: 'type' | 'message'): Expression {
  const entries = failure.kind === 'object' ? failure.entries : [];
  const entry = entries.find(
    (of) => of.kind === 'property' && of.key.kind === 'literal' && of.key.value === name,
  );
  return entry?.value ?? partsOf(failure)[name];
}

/** Where `break` and `continue` of one loop go. */
function inLoop(place: Place, ownLabel: string | undefined, onBreak: Label, onContinue: Label): Place {
  const mine = (name: string | undefined): boolean => name === undefined || name === ownLabel;
  return {
    ...place,
    looping: true,
    environment: new Environment(place.environment),
    jumps: {
      ...place.jumps,
      break: (name, node) => (mine(name) ? place.flow.end(onBreak) : place.jumps.break(name, node)),
      continue: (name, node) => (mine(name) ? place.flow.end(onContinue) : place.jumps.continue(name, node)),
    },
  };
}

function readLabelledBlock(block: Block, ownLabel: string, place: Place): void {
  const done = label(originOf(block, place));
  readBlock(block, {
    ...place,
    jumps: {
      ...place.jumps,
      break: (name, node) => (name === ownLabel ? place.flow.end(done) : place.jumps.break(name, node)),
    },
  });
  place.flow.place(done);
}

function readWhile(statement: WhileStatement, place: Place, ownLabel: string | undefined): void {
  const origin = originOf(statement, place);
  const [head, body, done] = [label(origin), label(origin), label(origin)];
  const inside = inLoop(place, ownLabel, done, head);
  place.flow.place(head);
  readBranch(statement.getExpression(), body, done, inside);
  place.flow.place(body);
  readBody(statement.getStatement(), inside);
  place.flow.jump(head);
  place.flow.place(done);
}

function readDo(statement: DoStatement, place: Place, ownLabel: string | undefined): void {
  const origin = originOf(statement, place);
  const [head, test, done] = [label(origin), label(origin), label(origin)];
  const inside = inLoop(place, ownLabel, done, test);
  place.flow.place(head);
  readBody(statement.getStatement(), inside);
  place.flow.place(test);
  readBranch(statement.getExpression(), head, done, inside);
  place.flow.place(done);
}

function readFor(statement: ForStatement, place: Place, ownLabel: string | undefined): void {
  const origin = originOf(statement, place);
  const [head, body, next, done] = [label(origin), label(origin), label(origin), label(origin)];
  const inside = inLoop(place, ownLabel, done, next);
  const initializer = statement.getInitializer();
  if (Node.isVariableDeclarationList(initializer)) {
    for (const declaration of initializer.getDeclarations()) readDeclaration(declaration, inside);
  } else if (initializer) readValue(initializer, inside);
  place.flow.place(head);
  const test = statement.getCondition();
  if (test) readBranch(test, body, done, inside);
  else place.flow.jump(body);
  place.flow.place(body);
  readBody(statement.getStatement(), inside);
  place.flow.place(next);
  const incrementor = statement.getIncrementor();
  if (incrementor) readValue(incrementor, inside);
  place.flow.jump(head);
  place.flow.place(done);
}

function readForOf(statement: ForOfStatement, place: Place, ownLabel: string | undefined): void {
  if (statement.isAwaited()) {
    refuse(statement, 'ASL201', '`for await` has no counterpart', 'Await a list, and use `for…of` on it.');
  }
  const origin = originOf(statement, place);
  const [head, body, next, done] = [label(origin), label(origin), label(origin), label(origin)];
  const inside = inLoop(place, ownLabel, done, next);
  const title = takeTitle(
    place,
    `Each ${statement
      .getInitializer()
      .getText()
      .replace(/^(const|let)\s+/, '')
      .replace(/\W+/g, ' ')}?`,
  );
  const { list, withIndex } = iterated(statement.getExpression());
  const items = keep(readValue(list, place), 'items', list, place);
  if (!items.type.kinds.has('array') && !items.type.kinds.has('string')) {
    refuse(list, 'ASL201', 'Only lists can be gone through', 'Make a list of it before the loop.');
  }
  const position = new Variable('index');
  const index = variable(position, naturalType);
  place.flow.set(origin, position, literal(0));
  place.flow.place(head);
  const [goOn, end] = [edge(), edge()];
  goOn.to = body;
  end.to = done;
  const more: Expression = {
    kind: 'binary',
    operator: '<',
    left: index,
    right: lengthOf(items),
    type: booleanType,
  };
  const choice: ChoiceStep = {
    kind: 'choice',
    origin,
    title,
    rules: [{ when: condition(more), edge: goOn }],
    otherwise: end,
  };
  place.flow.end(choice);
  place.flow.place(body);
  const element: Expression = {
    kind: 'element',
    object: items,
    index,
    type: items.type.element ?? { kinds: new Set(['string']) },
  };
  const value = withIndex
    ? arrayOf({ value: index, spread: false }, { value: element, spread: false })
    : element;
  const target = statement.getInitializer();
  if (!Node.isVariableDeclarationList(target)) {
    refuse(target, 'ASL201', 'The loop must declare its variable', 'Write `for (const item of items)`.');
  }
  for (const declaration of target.getDeclarations()) declare(declaration.getNameNode(), value, inside);
  readBody(statement.getStatement(), inside);
  place.flow.place(next);
  place.flow.set(origin, position, arithmetic(index, '+', literal(1)));
  place.flow.jump(head);
  place.flow.place(done);
}

/** `items`, or `items.entries()`. */
function iterated(expression: Node): { list: Node; withIndex: boolean } {
  if (Node.isCallExpression(expression)) {
    const callee = expression.getExpression();
    if (
      Node.isPropertyAccessExpression(callee) &&
      callee.getName() === 'entries' &&
      callee.getExpression().getType().isArray()
    ) {
      return { list: callee.getExpression(), withIndex: true };
    }
  }
  return { list: expression, withIndex: false };
}

function readSwitch(statement: SwitchStatement, place: Place, ownLabel: string | undefined): void {
  const origin = originOf(statement, place);
  const title = takeTitle(place, conditionTitle(statement.getExpression()).replace(/\?$/, ''));
  const on = keep(readValue(statement.getExpression(), place), 'value', statement, place);
  const done = label(origin);
  const clauses = statement.getClauses().map((clause) => ({ clause, here: label(originOf(clause, place)) }));
  const inside: Place = {
    ...place,
    environment: new Environment(place.environment),
    jumps: {
      ...place.jumps,
      break: (name, node) =>
        name === undefined || name === ownLabel ? place.flow.end(done) : place.jumps.break(name, node),
    },
  };
  const otherwise = edge();
  otherwise.to = clauses.find(({ clause }) => Node.isDefaultClause(clause))?.here ?? done;
  const rules = clauses.flatMap(({ clause, here }) => {
    if (!Node.isCaseClause(clause)) return [];
    const to = edge();
    to.to = here;
    const value = readValue(clause.getExpression(), inside);
    return [{ when: condition(equal(on, value)), edge: to }];
  });
  if (rules.length > 0) place.flow.end({ kind: 'choice', origin, title: `${title}?`, rules, otherwise });
  else place.flow.end(otherwise.to);
  for (const { clause, here } of clauses) {
    place.flow.place(here);
    readStatements(clause.getStatements(), inside);
  }
  place.flow.place(done);
}
