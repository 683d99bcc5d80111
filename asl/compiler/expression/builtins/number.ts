import { refuse } from '../../diagnostics/diagnostics.ts';
import type { Expression } from '../expression.ts';
import { apply, choose, constant, type Jsonata, list, operation, pattern } from '../jsonata-syntax.ts';
import { bind, lower, lowerBoolean, lowerExact } from '../lower.ts';
import { isOnly, mayBe, naturalType, numberType, typeOf, type ValueType } from '../value-type.ts';
import { anyNumber, type Builtin, type Builtins } from './builtin.ts';

const zero = constant(0);

function natural(args: readonly Expression[], checked: ValueType): ValueType {
  return args.every(({ type }) => type.natural) ? naturalType : checked;
}

function ofNumber(name: string): Builtin {
  return { parameters: [anyNumber], type: natural, lower: ([number]) => apply(name, lowerExact(number!)) };
}

/** `Math.max(0, ...numbers)` has the list of its arguments as its only one. */
function isSpread([first]: readonly Expression[]): boolean {
  return first !== undefined && isOnly(first.type, 'array');
}

function extreme(name: 'max' | 'min'): Builtin {
  return {
    parameters: [['number']],
    variadic: true,
    type: natural,
    lower: (numbers) => apply(name, isSpread(numbers) ? lower(numbers[0]!) : list(...numbers.map(lower))),
  };
}

/** With several numbers at once: NaN is nothing, and would be left out of a list. */
const round: Builtin = {
  parameters: [anyNumber],
  type: natural,
  lower: ([number]) =>
    number!.type.natural
      ? lower(number!)
      : apply('floor', operation(lowerExact(number!), '+', constant(0.5))),
};

const trunc: Builtin = {
  parameters: [anyNumber],
  type: natural,
  lower: ([number]) =>
    bind('operand', lowerExact(number!), (value) =>
      choose(operation(value, '<', zero), apply('ceil', value), apply('floor', value)),
    ),
};

const sign: Builtin = {
  parameters: [['number']],
  lower: ([number]) =>
    bind('operand', lower(number!), (value) =>
      choose(
        operation(value, '>', zero),
        constant(1),
        choose(operation(value, '<', zero), constant(-1), zero),
      ),
    ),
};

const sqrt: Builtin = {
  parameters: [anyNumber],
  type: ([number], checked) => (number!.type.natural ? checked : typeOf('number', 'nan')),
  lower: ([number]) =>
    number!.type.natural
      ? apply('sqrt', lower(number!))
      : bind('operand', lowerExact(number!), (value) =>
          choose(operation(value, '>=', zero), apply('sqrt', value)),
        ),
};

const mayBeNaN: (args: readonly Expression[]) => ValueType = () => typeOf('number', 'nan');

/** `$number` knows fewer spellings than JavaScript: the sign, the ends and the point are put right first. */
const numberOfText = (text: Jsonata): Jsonata =>
  bind('text', apply('replace', text, pattern('^\\s+|\\s+$'), constant('')), (trimmed) => {
    const unsigned = apply('replace', trimmed, pattern('^[-+]'), constant(''));
    const whole = operation(constant('0'), '&', apply('replace', unsigned, pattern('[.]$'), constant('')));
    const value = apply('number', whole);
    const negated = operation(apply('substring', trimmed, zero, constant(1)), '=', constant('-'));
    return choose(
      operation(trimmed, '=', constant('')),
      zero,
      choose(
        apply(
          'contains',
          trimmed,
          pattern('^[-+]?([0-9]+[.]?|[0-9]*[.][0-9]+)(?:[eE][-+]?[12]?[0-9]{1,2})?$'),
        ),
        choose(negated, { kind: 'negate', operand: value }, value),
      ),
    );
  });

const toNumber: Builtin = {
  parameters: [['number', 'nan', 'string', 'boolean', 'null', 'undefined', 'date']],
  required: 0,
  type: ([value]) =>
    value && isOnly(value.type, 'number', 'boolean', 'null', 'date') ? numberType : mayBeNaN([]),
  check([value], node) {
    if (value && mayBe(value.type, 'string') && !isOnly(value.type, 'string')) {
      refuse(
        node,
        'ASL103',
        'A text or something else becomes a number by different rules.',
        'Tell the two apart with typeof first.',
      );
    }
  },
  lower([value]) {
    if (!value) return zero;
    if (isOnly(value.type, 'string')) return numberOfText(lower(value));
    if (isOnly(value.type, 'number', 'nan', 'date')) return lowerExact(value);
    if (isOnly(value.type, 'boolean')) return choose(lower(value), constant(1), zero);
    return bind('value', lowerExact(value), (bound) =>
      choose(
        operation(apply('type', bound), '=', constant('number')),
        bound,
        choose(apply('exists', bound), choose(bound, constant(1), zero)),
      ),
    );
  },
};

const parseInt: Builtin = {
  parameters: [['string'], ['number']],
  required: 1,
  type: mayBeNaN,
  check([, radix], node) {
    if (radix && !(radix.kind === 'literal' && radix.value === 10)) {
      refuse(node, 'ASL103', 'JSONata reads numbers in base ten only.', 'Write parseInt(text, 10).');
    }
  },
  lower: ([text]) => leadingNumber(lower(text!), '^\\s*([-+]?)([0-9]+)'),
};

const parseFloat: Builtin = {
  parameters: [['string']],
  type: mayBeNaN,
  lower: ([text]) =>
    leadingNumber(
      lower(text!),
      '^\\s*([-+]?)((?:[0-9]+(?:[.][0-9]+)?|[.][0-9]+)(?:[eE][-+]?[12]?[0-9]{1,2})?)',
    ),
};

function leadingNumber(text: Jsonata, source: string): Jsonata {
  const found: Jsonata = {
    kind: 'filter',
    list: apply('match', text, pattern(source), constant(1)),
    index: zero,
  };
  return bind('found', found, (match) => {
    const group = (index: number): Jsonata => ({
      kind: 'filter',
      list: { kind: 'path', object: match, name: 'groups' },
      index: constant(index),
    });
    const value = apply('number', operation(constant('0'), '&', group(1)));
    return choose(
      apply('exists', match),
      choose(operation(group(0), '=', constant('-')), { kind: 'negate', operand: value }, value),
    );
  });
}

/** Whether a value is a number, and `also`: what is declared a number need not be one when it comes from outside. */
function numberTest(also?: (value: Jsonata) => Jsonata): Builtin {
  return {
    parameters: ['anything'],
    lower: ([value]) =>
      bind('value', lowerExact(value!), (bound) => {
        const isNumber = operation(apply('type', bound), '=', constant('number'));
        return also ? operation(isNumber, 'and', also(bound)) : isNumber;
      }),
  };
}

const isInteger = numberTest((value) => operation(apply('floor', value), '=', value));
const isFinite = numberTest();

const isNaN: Builtin = {
  parameters: [['number', 'nan']],
  lower: ([value]) =>
    value!.kind === 'variable' && value!.variable.scope === 'state'
      ? operation(lower(value!), '=', constant(null))
      : apply('not', apply('exists', lowerExact(value!))),
};

/** Rounds half away from zero; the digits after the point are written by the picture. */
const toFixed: Builtin = {
  parameters: [['number']],
  required: 0,
  check([, digits], node) {
    const known = digits === undefined || (digits.kind === 'literal' && Number(digits.value) <= 10);
    if (!known) {
      refuse(node, 'ASL103', 'The number of digits must be known.', 'Give it as a literal of at most 10.');
    }
  },
  lower([number, digits]) {
    const places = digits?.kind === 'literal' ? Number(digits.value) : 0;
    const picture = constant(places === 0 ? '0' : `0.${'0'.repeat(places)}`);
    const factor = constant(10 ** places);
    return bind('operand', lower(number!), (value) => {
      const absolute = number!.type.natural ? value : apply('abs', value);
      const scaled = places === 0 ? absolute : operation(absolute, '*', factor);
      const rounded = apply('floor', operation(scaled, '+', constant(0.5)));
      const text = apply('formatNumber', places === 0 ? rounded : operation(rounded, '/', factor), picture);
      if (number!.type.natural) return text;
      return operation(choose(operation(value, '<', zero), constant('-'), constant('')), '&', text);
    });
  },
};

const toText: Builtin = {
  parameters: [],
  lower: ([number]) => apply('string', lower(number!)),
};

/** Numbers: `Math`, `Number` and its functions, and methods of numbers and booleans. */
export const numberBuiltins: Builtins = {
  Boolean: {
    parameters: ['anything'],
    required: 0,
    lower: ([value]) => (value ? lowerBoolean(value) : constant(false)),
  },
  Number: toNumber,
  parseInt,
  'Number.parseInt': parseInt,
  parseFloat,
  'Number.parseFloat': parseFloat,
  isNaN,
  isFinite,
  'Number.isNaN': isNaN,
  'Number.isFinite': isFinite,
  'Number.isInteger': isInteger,
  'Number.isSafeInteger': numberTest((value) =>
    operation(
      operation(apply('floor', value), '=', value),
      'and',
      operation(apply('abs', value), '<=', constant(Number.MAX_SAFE_INTEGER)),
    ),
  ),
  'Math.abs': ofNumber('abs'),
  'Math.ceil': ofNumber('ceil'),
  'Math.floor': ofNumber('floor'),
  'Math.max': extreme('max'),
  'Math.min': extreme('min'),
  'Math.random': { parameters: [], lower: () => apply('random') },
  'Math.round': round,
  'Math.sign': sign,
  'Math.sqrt': sqrt,
  'Math.trunc': trunc,
  'number.toFixed': toFixed,
  'number.toString': toText,
  'number.valueOf': { parameters: [], lower: ([number]) => lower(number!) },
  'boolean.toString': toText,
};
