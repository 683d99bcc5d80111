import { refuse } from '../../diagnostics/diagnostics.ts';
import { Variable } from '../expression.ts';
import { apply, choose, constant, type Jsonata, lambda, list, operation, read } from '../jsonata-syntax.ts';
import { bind, lookUp, lower } from '../lower.ts';
import { isOnly, listOf, mayBe, stringType, unknownType, type ValueType } from '../value-type.ts';
import type { Builtin, Builtins } from './builtin.ts';

const keys: Builtin = {
  parameters: [['object']],
  type: () => listOf(stringType),
  lower: ([object]) => list(apply('keys', lower(object!))),
};

const values: Builtin = {
  parameters: [['object']],
  lower([object], type) {
    const element = type.element ?? unknownType;
    return bind('object', lower(object!), (from) => {
      if (!mayBe(element, 'array')) {
        const value = new Variable('value', 'local');
        return list(apply('each', from, lambda([value], read(value))));
      }
      const key = new Variable('key', 'local');
      return eachKey(from, key, asElement(valueAt(from, key), element));
    });
  },
};

const entries: Builtin = {
  parameters: [['object']],
  lower([object], type) {
    const keyOrValue = type.element?.element ?? unknownType;
    return bind('object', lower(object!), (from) => {
      const key = new Variable('key', 'local');
      return eachKey(from, key, list(list(read(key), asElement(valueAt(from, key), keyOrValue))));
    });
  },
};

function valueAt(from: Jsonata, key: Variable): Jsonata {
  return apply('lookup', from, read(key));
}

/** A value, so that a list constructor and `$append` take it for one element whatever it is. */
function asElement(value: Jsonata, type: ValueType): Jsonata {
  if (!mayBe(type, 'array')) return value;
  return bind('value', value, (bound) =>
    choose(operation(apply('type', bound), '=', constant('array')), list(list(bound)), bound),
  );
}

function eachKey(from: Jsonata, key: Variable, element: Jsonata): Jsonata {
  const built = new Variable('list', 'local');
  const add = lambda([built, key], apply('append', read(built), element));
  return apply('reduce', list(apply('keys', from)), add, list());
}

const fromEntries: Builtin = {
  parameters: [['array']],
  check([pairs], node) {
    if (!isOnly(pairs!.type.element ?? unknownType, 'array')) {
      refuse(
        node,
        'ASL103',
        'The elements are not pairs of a key and a value.',
        'Map the list to [key, value] pairs.',
      );
    }
  },
  lower([pairs]) {
    const pair = new Variable('pair', 'local');
    const at = (index: number): Jsonata => ({ kind: 'filter', list: read(pair), index: constant(index) });
    const object: Jsonata = { kind: 'object', entries: [[at(0), at(1)]] };
    return apply('merge', list(apply('map', lower(pairs!), lambda([pair], object))));
  },
};

const hasOwn: Builtin = {
  parameters: [['object'], ['string']],
  lower: ([object, key]) => apply('exists', lookUp(lower(object!), key!)),
};

/** A copy, a frozen value: the value, since values do not change in JSONata. */
const itself: Builtin = {
  parameters: ['anything'],
  type: ([value]) => value!.type,
  lower: ([value]) => lower(value!),
};

const stringify: Builtin = {
  parameters: ['anything'],
  type: () => stringType,
  check([value], node) {
    if (!isOnly(value!.type, 'object', 'array', 'number', 'boolean', 'null')) {
      refuse(
        node,
        'ASL103',
        'A text by itself is written without quotes by JSONata, and undefined has no JSON.',
        'Give JSON.stringify an object or a list.',
      );
    }
  },
  lower: ([value]) => apply('string', lower(value!)),
};

/** `const { a, b, ...rest } = object`, with the names taken before the rest. */
const rest: Builtin = {
  parameters: [],
  lower([object, ...taken]) {
    const [value, key] = [new Variable('value', 'local'), new Variable('key', 'local')];
    const others = apply('not', operation(read(key), 'in', list(...taken.map(lower))));
    return apply('merge', list(apply('sift', lower(object!), lambda([value, key], others))));
  },
};

/** `Object`, `JSON` and `structuredClone`. */
export const objectBuiltins: Builtins = {
  'JSON.stringify': stringify,
  'Object.entries': entries,
  'Object.freeze': itself,
  'Object.fromEntries': fromEntries,
  'Object.hasOwn': hasOwn,
  'Object.keys': keys,
  'Object.values': values,
  'object.rest': rest,
  structuredClone: itself,
};
