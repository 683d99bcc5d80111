import { type Node } from 'ts-morph';
import { refuse } from '../../diagnostics/diagnostics.ts';
import { type Expression, Variable } from '../expression.ts';
import { apply, choose, constant, type Jsonata, lambda, list, operation, read } from '../jsonata-syntax.ts';
import { bind, item, lower, lowerBoolean, lowerExact, lowerItem, lowerStored, lowerTest } from '../lower.ts';
import {
  isOnly,
  listOf,
  mayBe,
  naturalType,
  union,
  unknownType,
  type ValueType,
  without,
} from '../value-type.ts';
import type { Builtin, Builtins } from './builtin.ts';

/*
 * JSONata's $map and $filter yield nothing, the element itself, or a list, for no, one or more results, and so are put
 * into a list constructor; that would flatten lists among the results, so lists of lists are built by $reduce.
 */

type Lambda = Extract<Expression, { kind: 'lambda' }>;

const zero = constant(0);

export function elementOf(of: Expression): ValueType {
  return of.type.element ?? unknownType;
}

function holdsLists(element: ValueType): boolean {
  return mayBe(element, 'array');
}

/** A list given to `$map` or `$filter`, which take a lone element for a list of one. */
function asSequence(value: Jsonata): Jsonata {
  const [only, ...others] = value.kind === 'array' ? value.items : [];
  return only?.kind === 'call' && others.length === 0 && ['map', 'filter', 'keys'].includes(only.name)
    ? only
    : value;
}

/** The callback's parameters, with a place for `variable` before them. */
function withIndex(callback: Lambda): readonly Variable[] {
  return callback.parameters.length > 0 ? callback.parameters : [new Variable('element', 'local')];
}

/** A list made by adding to it, element by element. */
function accumulate(
  from: Jsonata,
  parameters: readonly Variable[],
  add: (built: Jsonata) => Jsonata,
): Jsonata {
  const built = new Variable('list', 'local');
  return apply('reduce', from, lambda([built, ...parameters], add(read(built))), list());
}

function mapped(from: Expression, callback: Lambda): Jsonata {
  const parameters = withIndex(callback);
  if (holdsLists(callback.body.type)) {
    return accumulate(lower(from), parameters, (built) =>
      apply('append', built, inList(item(callback.body))),
    );
  }
  return list(apply('map', asSequence(lower(from)), lambda(parameters, lowerStored(callback.body))));
}

/** What `item` gives, for `$append` instead of a constructor. */
function inList(value: Jsonata): Jsonata {
  return value.kind === 'array' ? list(value) : value;
}

function filtered(from: Expression, callback: Lambda): Jsonata {
  const parameters = withIndex(callback);
  const test = lowerTest(callback.body);
  if (!holdsLists(elementOf(from))) {
    return list(apply('filter', asSequence(lower(from)), lambda(parameters, test)));
  }
  return accumulate(lower(from), parameters, (built) =>
    choose(test, apply('append', built, inList(item(elementVariable(from, parameters)))), built),
  );
}

function elementVariable(from: Expression, [element]: readonly Variable[]): Expression {
  return { kind: 'variable', variable: element!, type: elementOf(from) };
}

const pass = 'callback';

function lambdaOf(expression: Expression | undefined): Lambda {
  return expression as Lambda;
}

const map: Builtin = {
  parameters: [pass],
  type: ([, callback]) => listOf(lambdaOf(callback).body.type),
  lower: ([from, callback]) => mapped(from!, lambdaOf(callback)),
};

const filter: Builtin = {
  parameters: [pass],
  lower: ([from, callback]) => filtered(from!, lambdaOf(callback)),
};

const flatMap: Builtin = {
  parameters: [pass],
  type: ([, callback]) => listOf(flattened(lambdaOf(callback).body.type)),
  lower([from, callback]) {
    const { body } = lambdaOf(callback);
    return accumulate(lower(from!), withIndex(lambdaOf(callback)), (built) =>
      apply('append', built, lowerStored(body)),
    );
  },
};

const flat: Builtin = {
  parameters: [],
  type: ([from]) => listOf(flattened(elementOf(from!))),
  lower([from]) {
    const element = new Variable('element', 'local');
    return accumulate(lower(from!), [element], (built) => apply('append', built, read(element)));
  },
};

function flattened(element: ValueType): ValueType {
  if (!mayBe(element, 'array')) return element;
  const inner = element.element ?? unknownType;
  return isOnly(element, 'array') ? inner : union(without(element, 'array'), inner);
}

const reduce: Builtin = {
  parameters: [pass, 'anything'],
  check([, , initial], node) {
    if (!initial) {
      refuse(
        node,
        'ASL103',
        'Without a first value, an empty list is an error.',
        'Give reduce its second argument.',
      );
    }
  },
  lower: ([from, callback, initial]) =>
    apply(
      'reduce',
      lower(from!),
      lambda(accumulatorAnd(lambdaOf(callback)), lowerStored(lambdaOf(callback).body)),
      lowerStored(initial!),
    ),
};

/** `$reduce` asks for a function of at least two parameters. */
function accumulatorAnd({ parameters }: Lambda): readonly Variable[] {
  const spare = [new Variable('result', 'local'), new Variable('element', 'local')];
  return [...parameters, ...spare.slice(parameters.length)];
}

function quantifier(value: boolean): Builtin {
  return {
    parameters: [pass],
    lower([from, callback]) {
      const { body } = lambdaOf(callback);
      const results = apply(
        'map',
        asSequence(lower(from!)),
        lambda(withIndex(lambdaOf(callback)), lowerBoolean(body)),
      );
      const found = operation(constant(value), 'in', results);
      return value ? found : apply('not', found);
    },
  };
}

function find(index: 0 | -1): Builtin {
  return {
    parameters: [pass],
    type: ([from]) => union(elementOf(from!), { kinds: new Set(['undefined']) }),
    lower([from, callback]) {
      return endOf(asSequence(filtered(from!, lambdaOf(callback))), index);
    },
  };
}

function findIndex(index: 0 | -1): Builtin {
  return {
    parameters: [pass],
    lower([from, callback]) {
      const [element, place] = [withIndex(lambdaOf(callback))[0]!, lambdaOf(callback).parameters[1]];
      return positionOf(from!, element, place, lowerTest(lambdaOf(callback).body), index);
    },
  };
}

function positionOf(
  from: Expression,
  element: Variable,
  place: Variable | undefined,
  test: Jsonata,
  index: 0 | -1,
): Jsonata {
  const position = place ?? new Variable('index', 'local');
  const places = apply('map', lower(from), lambda([element, position], choose(test, read(position))));
  return bind('found', endOf(places, index), (found) => choose(apply('exists', found), found, constant(-1)));
}

/** Elements are compared by value: what JavaScript compares by identity is refused. */
function checkComparable([from, wanted]: readonly Expression[], node: Node): void {
  const byIdentity = [elementOf(from!), wanted!.type].every((type) =>
    mayBe(type, 'array', 'object', 'date', 'error'),
  );
  if (byIdentity) {
    refuse(
      node,
      'ASL104',
      'JavaScript compares objects by identity, which JSON does not have.',
      'Compare a field: items.some((item) => item.id === id).',
    );
  }
  if ([elementOf(from!), wanted!.type].every((type) => mayBe(type, 'undefined', 'nan'))) {
    refuse(
      node,
      'ASL106',
      'undefined among the elements is kept as null.',
      'Look for a value that is never undefined.',
    );
  }
}

/** The first or the last. `[-1]` of no elements at all is an error to some engines. */
function endOf(elements: Jsonata, index: 0 | -1): Jsonata {
  const list = index === 0 ? elements : apply('reverse', elements);
  return { kind: 'filter', list, index: zero };
}

const includes: Builtin = {
  parameters: ['anything'],
  check: checkComparable,
  lower: ([from, wanted]) => operation(lowerExact(wanted!), 'in', lower(from!)),
};

const indexOf: Builtin = {
  parameters: ['anything'],
  check: checkComparable,
  lower([from, wanted]) {
    return bind('wanted', lowerExact(wanted!), (value) => {
      const element = new Variable('element', 'local');
      return positionOf(from!, element, undefined, operation(read(element), '=', value), 0);
    });
  },
};

const at: Builtin = {
  parameters: [['number']],
  type: ([from]) => union(elementOf(from!), { kinds: new Set(['undefined']) }),
  lower([from, index]) {
    const known = index!.kind === 'literal' ? Number(index!.value) : 0;
    return known < 0
      ? { kind: 'filter', list: apply('reverse', lower(from!)), index: constant(-known - 1) }
      : { kind: 'filter', list: lower(from!), index: lower(index!) };
  },
};

const slice: Builtin = {
  parameters: [['number'], ['number']],
  required: 0,
  lower([from, start, end]) {
    if (!start || (start.kind === 'literal' && start.value === 0 && !end)) return lower(from!);
    return bind('elements', lower(from!), (elements) => {
      const place = (of: Expression): Jsonata => {
        if (of.type.natural) return lower(of);
        return bind('at', lower(of), (value) =>
          choose(operation(value, '<', zero), operation(apply('count', elements), '+', value), value),
        );
      };
      const [element, index] = [new Variable('element', 'local'), new Variable('index', 'local')];
      const after = operation(read(index), '>=', place(start));
      const within = end ? operation(after, 'and', operation(read(index), '<', place(end))) : after;
      if (!holdsLists(elementOf(from!))) {
        return list(apply('filter', elements, lambda([element, index], within)));
      }
      return accumulate(elements, [element, index], (built) =>
        choose(within, apply('append', built, inList(item(elementVariable(from!, [element])))), built),
      );
    });
  },
};

const concat: Builtin = {
  parameters: ['anything'],
  variadic: true,
  type: ([from, ...others]) => listOf(union(elementOf(from!), ...others.map(({ type }) => flattened(type)))),
  lower: (lists) =>
    list(...lists.flatMap((value) => lowerItem({ value, spread: isOnly(value.type, 'array') }))),
};

const join: Builtin = {
  parameters: [['string']],
  required: 0,
  check([from], node) {
    if (mayBe(elementOf(from!), 'array', 'object', 'date', 'error')) {
      refuse(
        node,
        'ASL103',
        'The elements are not all texts, numbers or booleans.',
        'Map them to texts before join.',
      );
    }
  },
  lower([from, separator]) {
    const between = separator ? lower(separator) : constant(',');
    const element = elementOf(from!);
    if (isOnly(element, 'string')) return apply('join', lower(from!), between);
    const variable = new Variable('element', 'local');
    const text = isOnly(without(element, 'null', 'undefined'), 'string')
      ? read(variable)
      : apply('string', read(variable));
    const total = mayBe(element, 'null', 'undefined')
      ? choose(operation(read(variable), '!=', constant(null)), text, constant(''))
      : text;
    return apply('join', list(apply('map', asSequence(lower(from!)), lambda([variable], total))), between);
  },
};

const toReversed: Builtin = { parameters: [], lower: ([from]) => apply('reverse', lower(from!)) };

/** Numbers by size, texts by code unit: what `$sort` does by itself. */
const toSorted: Builtin = {
  parameters: [pass],
  required: 0,
  check([from, order], node) {
    const element = elementOf(from!);
    const known = order
      ? isOnly(element, 'number') && direction(lambdaOf(order)) !== undefined
      : isOnly(element, 'string');
    if (!known) {
      refuse(
        node,
        'ASL102',
        'JSONata sorts as the export needs it only texts, and numbers by size.',
        'Sort texts without a comparator, numbers with (a, b) => a - b; sort objects in an activity.',
      );
    }
  },
  lower([from, order]) {
    if (!order) return apply('sort', lower(from!));
    const [left, right] = [new Variable('left', 'local'), new Variable('right', 'local')];
    const operator = direction(lambdaOf(order)) === 'up' ? '>' : '<';
    return apply('sort', lower(from!), lambda([left, right], operation(read(left), operator, read(right))));
  },
};

/** `(a, b) => a - b` or `(a, b) => b - a`. */
function direction({ parameters, body }: Lambda): 'up' | 'down' | undefined {
  if (body.kind !== 'binary' || body.operator !== '-') return undefined;
  const [left, right] = [body.left, body.right].map((side) =>
    side.kind === 'variable' ? parameters.indexOf(side.variable) : -1,
  );
  if (left === 0 && right === 1) return 'up';
  return left === 1 && right === 0 ? 'down' : undefined;
}

/** `Array.from({ length }, callback)`. */
const fromLength: Builtin = {
  parameters: [['number'], pass],
  type: ([, callback]) => listOf(lambdaOf(callback).body.type),
  lower([length, callback]) {
    const { parameters, body } = lambdaOf(callback);
    const places: Jsonata = { kind: 'range', from: zero, to: operation(lower(length!), '-', constant(1)) };
    const index = parameters[1] ?? new Variable('index', 'local');
    if (holdsLists(body.type)) {
      return accumulate(places, [index], (built) => apply('append', built, inList(item(body))));
    }
    return list(apply('map', places, lambda([index], lowerStored(body))));
  },
};

/** Methods of lists, and the functions that make them. */
export const arrayBuiltins: Builtins = {
  'array.length': {
    parameters: [],
    type: () => naturalType,
    lower: ([from]) => apply('count', lower(from!)),
  },
  'array.at': at,
  'array.concat': concat,
  'array.every': quantifier(false),
  'array.filter': filter,
  'array.find': find(0),
  'array.findIndex': findIndex(0),
  'array.findLast': find(-1),
  'array.findLastIndex': findIndex(-1),
  'array.flat': flat,
  'array.flatMap': flatMap,
  'array.includes': includes,
  'array.indexOf': indexOf,
  'array.join': join,
  'array.map': map,
  'array.reduce': reduce,
  'array.slice': slice,
  'array.some': quantifier(true),
  'array.toReversed': toReversed,
  'array.toSorted': toSorted,
  'Array.from': fromLength,
  'Array.isArray': {
    parameters: ['anything'],
    lower: ([value]) => operation(apply('type', lowerExact(value!)), '=', constant('array')),
  },
};
