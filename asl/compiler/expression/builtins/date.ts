import { type Expression } from '../expression.ts';
import { apply, choose, constant, type Jsonata, operation, pattern } from '../jsonata-syntax.ts';
import { bind, lower, lowerExact } from '../lower.ts';
import { isOnly, mayBe, numberType, typeOf, type ValueType } from '../value-type.ts';
import { type Builtin, type Builtins } from './builtin.ts';

/*
 * A Date is its milliseconds since 1970 in JSONata; an invalid one is NaN, so nothing.
 */

/** RFC 3339, and a calendar date: what `$toMillis` reads without an error. */
const instant =
  '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])(T([01]\\d|2[0-3])(:[0-5]\\d){2}(\\.\\d+)?(Z|[-+]([01]\\d|2[0-3]):[0-5]\\d))?$';

function millisecondsOf(text: Expression): Jsonata {
  if (isInstant(text)) return apply('toMillis', lower(text));
  return bind('instant', lower(text), (value) =>
    choose(apply('contains', value, pattern(instant)), apply('toMillis', value)),
  );
}

function isInstant(text: Expression): boolean {
  if (text.kind === 'literal') return new RegExp(instant).test(String(text.value));
  if (text.kind === 'context') return true;
  return text.kind === 'call' && ['date.toISOString', 'date.toJSON'].includes(text.callee);
}

const parse: Builtin = {
  parameters: [['string']],
  type: ([text]) => (isInstant(text!) ? numberType : typeOf('number', 'nan')),
  lower: ([text]) => millisecondsOf(text!),
};

/** `new Date(…)`. */
const construct: Builtin = {
  parameters: [['number', 'nan', 'string', 'date']],
  required: 0,
  type: ([value]) => (value ? dateFrom(value) : typeOf('date')),
  lower([value]) {
    if (!value) return apply('millis');
    return isOnly(value.type, 'string') ? millisecondsOf(value) : lowerExact(value);
  },
};

function dateFrom(value: Expression): ValueType {
  const mayBeInvalid = mayBe(value.type, 'nan') || (mayBe(value.type, 'string') && !isInstant(value));
  return mayBeInvalid ? typeOf('date', 'nan') : typeOf('date');
}

const milliseconds: Builtin = {
  parameters: [],
  type: ([date]) => (mayBe(date!.type, 'nan') ? typeOf('number', 'nan') : numberType),
  lower: ([date]) => lowerExact(date!),
};

/** JavaScript throws for an invalid Date; JSONata yields nothing. */
const iso: Builtin = { parameters: [], lower: ([date]) => apply('fromMillis', lowerExact(date!)) };

/** A number cut out of the RFC 3339 text. */
function part(start: number, length: number, lessBy = 0): Builtin {
  return {
    parameters: [],
    type: milliseconds.type!,
    lower([date]) {
      const text = apply(
        'substring',
        apply('fromMillis', lowerExact(date!)),
        constant(start),
        constant(length),
      );
      const number = apply('number', text);
      return lessBy === 0 ? number : operation(number, '-', constant(lessBy));
    },
  };
}

const weekday: Builtin = {
  parameters: [],
  type: milliseconds.type!,
  lower([date]) {
    const days = apply('floor', operation(lowerExact(date!), '/', constant(86_400_000)));
    const sinceSunday = operation(operation(days, '+', constant(4)), '%', constant(7));
    return operation(operation(sinceSunday, '+', constant(7)), '%', constant(7));
  },
};

/** Dates, in UTC. */
export const dateBuiltins: Builtins = {
  Date: construct,
  'Date.now': { parameters: [], type: () => numberType, lower: () => apply('millis') },
  'Date.parse': parse,
  /** Not of JavaScript: an instant that the compiler itself needs in milliseconds. It fails on any other text. */
  'instant.milliseconds': {
    parameters: [['string']],
    type: () => numberType,
    lower: ([text]) => apply('toMillis', lower(text!)),
  },
  'date.getTime': milliseconds,
  'date.valueOf': milliseconds,
  'date.toISOString': iso,
  'date.toJSON': iso,
  'date.getUTCFullYear': part(0, 4),
  'date.getUTCMonth': part(5, 2, 1),
  'date.getUTCDate': part(8, 2),
  'date.getUTCHours': part(11, 2),
  'date.getUTCMinutes': part(14, 2),
  'date.getUTCSeconds': part(17, 2),
  'date.getUTCMilliseconds': part(20, 3),
  'date.getUTCDay': weekday,
};
