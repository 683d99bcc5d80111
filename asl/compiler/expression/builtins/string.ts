import type { Node } from 'ts-morph';
import { refuse } from '../../diagnostics/diagnostics.ts';
import type { Expression } from '../expression.ts';
import { apply, choose, constant, type Jsonata, list, operation, pattern } from '../jsonata-syntax.ts';
import { bind, lower } from '../lower.ts';
import { listOf, naturalType, stringType, typeOf } from '../value-type.ts';
import type { Builtin, Builtins } from './builtin.ts';

const zero = constant(0);

function isNatural(expression: Expression): boolean {
  return expression.type.natural === true;
}

/** The value of a whole literal. */
function numberIn(expression: Expression | undefined): number | undefined {
  return expression?.kind === 'literal' && typeof expression.value === 'number'
    ? expression.value
    : undefined;
}

function negative(value: Jsonata): Jsonata {
  return value.kind === 'literal' ? constant(-Number(value.value)) : { kind: 'negate', operand: value };
}

function atLeastZero(expression: Expression): Jsonata {
  return isNatural(expression) ? lower(expression) : apply('max', list(zero, lower(expression)));
}

function difference(one: Jsonata, other: Jsonata): Jsonata {
  if (other.kind === 'literal' && other.value === 0) return one;
  return one.kind === 'literal' && other.kind === 'literal'
    ? constant(Number(one.value) - Number(other.value))
    : operation(one, '-', other);
}

/** A position counted from the end when negative, kept within the text. */
function position(at: Expression, length: Jsonata): Jsonata {
  if (isNatural(at)) return lower(at);
  const fromEnd = (value: Jsonata) => apply('max', list(zero, operation(length, '+', value)));
  const known = numberIn(at);
  if (known !== undefined) return apply('max', list(zero, operation(length, '-', constant(-known))));
  return bind('at', lower(at), (value) => choose(operation(value, '<', zero), fromEnd(value), value));
}

const slice: Builtin = {
  parameters: [['number'], ['number']],
  required: 0,
  lower([text, from, to]) {
    if (!from) return lower(text!);
    if (!to) return apply('substring', lower(text!), lower(from));
    if (isNatural(from) && isNatural(to)) {
      return apply('substring', lower(text!), lower(from), difference(lower(to), lower(from)));
    }
    return bind('text', lower(text!), (value) => {
      const length = apply('length', value);
      const end = numberIn(to);
      if (isNatural(from) && end !== undefined && end < 0) {
        const last = difference(length, constant(-end));
        return apply('substring', value, lower(from), difference(last, lower(from)));
      }
      return bind('from', position(from, length), (start) =>
        apply('substring', value, start, difference(position(to, length), start)),
      );
    });
  },
};

const substring: Builtin = {
  parameters: [['number'], ['number']],
  required: 1,
  lower([text, from, to]) {
    if (!to) return apply('substring', lower(text!), atLeastZero(from!));
    const [start, end] = [numberIn(from), numberIn(to)];
    if (start !== undefined && end !== undefined && start >= 0 && end >= start) {
      return apply('substring', lower(text!), constant(start), constant(end - start));
    }
    return bind('from', atLeastZero(from!), (one) =>
      bind('to', atLeastZero(to), (other) =>
        apply(
          'substring',
          lower(text!),
          apply('min', list(one, other)),
          apply('abs', operation(other, '-', one)),
        ),
      ),
    );
  },
};

const at: Builtin = {
  parameters: [['number']],
  type: () => typeOf('string', 'undefined'),
  lower([text, index]) {
    return bind('text', lower(text!), (value) =>
      bind('index', lower(index!), (place) => {
        const length = apply('length', value);
        const within = operation(place, '<', length);
        const fromEnd = operation(length, '+', place);
        return choose(
          isNatural(index!) ? within : operation(within, 'and', operation(fromEnd, '>=', zero)),
          apply('substring', value, place, constant(1)),
        );
      }),
    );
  },
};

const charAt: Builtin = {
  parameters: [['number']],
  lower([text, index]) {
    if (isNatural(index!)) return apply('substring', lower(text!), lower(index!), constant(1));
    return bind('index', lower(index!), (place) =>
      choose(
        operation(place, '>=', zero),
        apply('substring', lower(text!), place, constant(1)),
        constant(''),
      ),
    );
  },
};

/** The length of a text in code units: as JSONata counts, for text without characters outside the BMP. */
function lengthOf(text: Expression): Jsonata {
  return text.kind === 'literal' ? constant(String(text.value).length) : apply('length', lower(text));
}

const startsWith: Builtin = {
  parameters: [['string']],
  lower: ([text, start]) =>
    operation(apply('substring', lower(text!), zero, lengthOf(start!)), '=', lower(start!)),
};

const endsWith: Builtin = {
  parameters: [['string']],
  lower([text, end]) {
    if (end!.kind === 'literal' && end!.value !== '') {
      return operation(apply('substring', lower(text!), negative(lengthOf(end!))), '=', lower(end!));
    }
    return bind('text', lower(text!), (value) =>
      bind('end', lower(end!), (wanted) =>
        operation(
          apply('substring', value, operation(apply('length', value), '-', apply('length', wanted))),
          '=',
          wanted,
        ),
      ),
    );
  },
};

const indexOf: Builtin = {
  parameters: [['string']],
  lower: ([text, part]) =>
    bind('text', lower(text!), (value) =>
      bind('part', lower(part!), (wanted) =>
        choose(
          apply('contains', value, wanted),
          apply('length', apply('substringBefore', value, wanted)),
          constant(-1),
        ),
      ),
    ),
};

const split: Builtin = {
  parameters: [['string', 'other'], ['number']],
  required: 0,
  type: () => listOf(stringType),
  check([, separator, limit], node) {
    if (separator?.kind === 'regex') checkRepeatedPattern(separator, node);
    if (limit && !isNatural(limit)) {
      refuse(
        node,
        'ASL103',
        'A limit below zero has another meaning in JSONata.',
        'Give the limit as a literal.',
      );
    }
  },
  lower([text, separator, limit]) {
    if (!separator) return list(lower(text!));
    return apply('split', lower(text!), lower(separator), ...(limit ? [lower(limit)] : []));
  },
};

/** A pattern applied again and again may not match the empty text, nor keep groups. */
function checkRepeatedPattern({ source, flags }: { source: string; flags: string }, node: Node): void {
  const instead = 'Write a pattern that matches at least one character, without groups.';
  if (/\(\?[=!<]|\\b/i.test(source) || new RegExp(source, flags).test('')) {
    refuse(node, 'ASL110', 'JSONata stops with an error where a pattern matches the empty text.', instead);
  }
  if (/(?<!\\)\((?!\?:)/.test(source)) {
    refuse(node, 'ASL110', 'What the groups of a pattern caught is lost in JSONata.', instead);
  }
}

/**
 * JavaScript gives `$` in a replacement a meaning (`$&` is the match), which JSONata does not know. A function's result
 * is taken as it is.
 */
function checkReplacement([, wanted, replacement]: readonly Expression[], node: Node): void {
  const instead = 'Write the replacement as a function without parameters: () => replacement.';
  if (wanted!.kind === 'regex') {
    checkRepeatedPattern(wanted!, node);
    const text = replacementText(replacement!);
    if (text === undefined || text.includes('$')) {
      refuse(
        node,
        'ASL110',
        'With a pattern, the replacement must be a text known at compile time.',
        'Write a literal without $.',
      );
    }
    return;
  }
  if (replacement!.kind === 'lambda') {
    if (replacement!.parameters.length > 0) {
      refuse(node, 'ASL109', 'A replacement that looks at the match cannot be exported.', instead);
    }
    return;
  }
  const text = replacementText(replacement!);
  if (text === undefined || /\$[$&`']/.test(text)) {
    refuse(
      node,
      'ASL102',
      'A $ in the replacement has a meaning in JavaScript that JSONata does not know.',
      instead,
    );
  }
}

function replacementText(replacement: Expression): string | undefined {
  const text = replacement.kind === 'lambda' ? replacement.body : replacement;
  return text.kind === 'literal' && typeof text.value === 'string' ? text.value : undefined;
}

function loweredReplacement(replacement: Expression): Jsonata {
  return lower(replacement.kind === 'lambda' ? replacement.body : replacement);
}

function joined(...texts: Jsonata[]): Jsonata {
  return texts
    .filter((text) => !(text.kind === 'literal' && text.value === ''))
    .reduce((one, other) => operation(one, '&', other));
}

const replace: Builtin = {
  parameters: [['string', 'other'], 'anything'],
  type: () => stringType,
  check: checkReplacement,
  lower([text, wanted, replacement]) {
    const by = loweredReplacement(replacement!);
    if (wanted!.kind === 'regex') {
      const once = wanted!.flags.includes('g') ? [] : [constant(1)];
      return apply('replace', lower(text!), lower(wanted!), by, ...once);
    }
    return bind('text', lower(text!), (value) =>
      bind('part', lower(wanted!), (part) =>
        choose(
          apply('contains', value, part),
          joined(apply('substringBefore', value, part), by, apply('substringAfter', value, part)),
          value,
        ),
      ),
    );
  },
};

const replaceAll: Builtin = {
  parameters: [['string', 'other'], 'anything'],
  type: () => stringType,
  check: checkReplacement,
  lower([text, wanted, replacement]) {
    const by = loweredReplacement(replacement!);
    if (wanted!.kind === 'regex') return apply('replace', lower(text!), lower(wanted!), by);
    const replaced = (value: Jsonata, part: Jsonata) => apply('join', apply('split', value, part), by);
    if (wanted!.kind === 'literal' && wanted!.value !== '') return replaced(lower(text!), lower(wanted!));
    return bind('text', lower(text!), (value) =>
      bind('part', lower(wanted!), (part) => {
        const around = joined(by, replaced(value, part), by);
        return choose(
          operation(part, '!=', constant('')),
          replaced(value, part),
          choose(operation(value, '=', constant('')), by, around),
        );
      }),
    );
  },
};

function pad(sign: 1 | -1): Builtin {
  return {
    parameters: [['number'], ['string']],
    required: 1,
    lower([text, width, fill]) {
      const by = fill ? [lower(fill)] : [];
      const signed = (value: Jsonata) => (sign < 0 ? negative(value) : value);
      if (fill && (fill.kind !== 'literal' || fill.value === '')) {
        return bind('text', lower(text!), (value) =>
          choose(
            operation(lower(fill), '=', constant('')),
            value,
            apply('pad', value, signed(atLeastZero(width!)), ...by),
          ),
        );
      }
      return apply('pad', lower(text!), signed(atLeastZero(width!)), ...by);
    },
  };
}

const repeat: Builtin = {
  parameters: [['number']],
  lower: ([text, times]) =>
    bind('text', lower(text!), (value) => {
      const length = lengthOf(text!);
      const width =
        length.kind === 'literal' && length.value === 1
          ? atLeastZero(times!)
          : operation(atLeastZero(times!), '*', length.kind === 'literal' ? length : apply('length', value));
      return apply('pad', constant(''), width, value);
    }),
};

function stripped(source: string): Builtin {
  return { parameters: [], lower: ([text]) => apply('replace', lower(text!), pattern(source), constant('')) };
}

const itself: Builtin = { parameters: [], lower: ([text]) => lower(text!) };

/** Methods of strings, and `test` of a pattern. */
export const stringBuiltins: Builtins = {
  'string.length': {
    parameters: [],
    type: () => naturalType,
    lower: ([text]) => apply('length', lower(text!)),
  },
  'string.at': at,
  'string.charAt': charAt,
  'string.endsWith': endsWith,
  'string.includes': {
    parameters: [['string']],
    lower: ([text, part]) => apply('contains', lower(text!), lower(part!)),
  },
  'string.indexOf': indexOf,
  'string.padEnd': pad(1),
  'string.padStart': pad(-1),
  'string.repeat': repeat,
  'string.replace': replace,
  'string.replaceAll': replaceAll,
  'string.slice': slice,
  'string.split': split,
  'string.startsWith': startsWith,
  'string.substring': substring,
  'string.toLowerCase': { parameters: [], lower: ([text]) => apply('lowercase', lower(text!)) },
  'string.toString': itself,
  'string.toUpperCase': { parameters: [], lower: ([text]) => apply('uppercase', lower(text!)) },
  'string.trim': stripped('^\\s+|\\s+$'),
  'string.trimEnd': stripped('\\s+$'),
  'string.trimStart': stripped('^\\s+'),
  'string.valueOf': itself,
  'regex.test': {
    parameters: [['string']],
    lower: ([expression, text]) => apply('contains', lower(text!), lower(expression!)),
  },
};
