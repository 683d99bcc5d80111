import { type ArrayItem, type Expression, type ObjectEntry, type Variable } from './expression.ts';

/** The expression with `change` applied to each direct part. */
export function mapParts(expression: Expression, change: (part: Expression) => Expression): Expression {
  switch (expression.kind) {
    case 'literal':
    case 'variable':
    case 'context':
    case 'regex':
      return expression;
    case 'property':
      return { ...expression, object: change(expression.object) };
    case 'element':
      return { ...expression, object: change(expression.object), index: change(expression.index) };
    case 'unary':
      return { ...expression, operand: change(expression.operand) };
    case 'binary':
    case 'logical':
      return { ...expression, left: change(expression.left), right: change(expression.right) };
    case 'conditional':
      return {
        ...expression,
        test: change(expression.test),
        then: change(expression.then),
        otherwise: change(expression.otherwise),
      };
    case 'template':
      return { ...expression, parts: expression.parts.map(change) };
    case 'array':
      return {
        ...expression,
        items: expression.items.map((item): ArrayItem => ({ ...item, value: change(item.value) })),
      };
    case 'object':
      return {
        ...expression,
        entries: expression.entries.map((entry): ObjectEntry =>
          entry.kind === 'spread'
            ? { ...entry, value: change(entry.value) }
            : { ...entry, key: change(entry.key), value: change(entry.value) },
        ),
      };
    case 'call':
      return { ...expression, args: expression.args.map(change) };
    case 'lambda':
      return { ...expression, body: change(expression.body) };
    case 'let':
      return { ...expression, value: change(expression.value), body: change(expression.body) };
    case 'stored':
    case 'condition':
      return { ...expression, value: change(expression.value) };
  }
}

/** The expression with each variable of the map replaced by what it stands for. */
export function substitute(expression: Expression, by: ReadonlyMap<Variable, Expression>): Expression {
  if (expression.kind === 'variable') return by.get(expression.variable) ?? expression;
  return mapParts(expression, (part) => substitute(part, by));
}

/** The state variables that the expression reads, each once, in the order they appear. */
export function variablesIn(expression: Expression): Set<Variable> {
  const found = new Set<Variable>();
  visit(expression, (part) => {
    if (part.kind === 'variable' && part.variable.scope === 'state') found.add(part.variable);
  });
  return found;
}

/** Calls `on` with the expression and everything in it, outermost first. */
export function visit(expression: Expression, on: (part: Expression) => void): void {
  on(expression);
  mapParts(expression, (part) => {
    visit(part, on);
    return part;
  });
}
