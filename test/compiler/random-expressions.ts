import fc from 'fast-check';
import type { Sample } from './both-engines.ts';

/** The variables that every random expression is over. */
const parameters = [
  'n: number, m: number, s: string, t: string, b: boolean, when: string',
  'ns: number[], ss: string[], nested: number[][], mixed: (number | number[])[]',
  'items: { sku: string; quantity: number; note?: string }[]',
  'o: { id: string; count: number; note?: string; zip?: string | null; tags: string[]; inner: { flag: boolean } }',
  'record: Record<string, number>, lists: Record<string, number[]>',
  'maybe?: string, perhaps?: number, nil: string | null = null',
].join(', ');

/** Their names, in order. */
export const variableNames = parameters.split(/, (?=\w+\??:)/).map((each) => each.replace(/\W.*/, ''));

const int = fc.integer({ min: -20, max: 20 });
const quarter = fc.integer({ min: -80, max: 80 }).map((quarters) => quarters / 4);
/** Texts of the BMP, many of them numbers, with what has to be escaped and white space around. */
const text = fc.oneof(
  fc.string({
    unit: fc.constantFrom('a', 'b', 'L', ' ', '.', "'", '"', '\\', '$', '-', '1', '7', 'é', '日', '\n'),
    maxLength: 6,
  }),
  quarter.map(String),
  fc.constantFrom('', ' ', 'hello', 'a', '12', ' -3.50 ', '1e2', '.5', 'ab'),
);
const instant = fc.oneof(
  fc
    .tuple(
      fc.date({ min: new Date('1900-01-01'), max: new Date('2199-01-01'), noInvalidDate: true }),
      fc.boolean(),
    )
    .map(([date, whole]) => (whole ? `${date.toISOString().slice(0, 19)}+05:30` : date.toISOString())),
  fc.constantFrom('2026-03-01', '2026-02-28Tnoon', 'soon', ''),
);
const short = <Value>(of: fc.Arbitrary<Value>) => fc.array(of, { maxLength: 3 });
const maybe = <Value>(of: fc.Arbitrary<Value>) => fc.option(of, { nil: undefined, freq: 2 });
const key = fc.constantFrom('a', 'b', 'a b', 'id');

/** Values for the variables, in the order of the parameters. */
const values = fc.tuple(
  ...[int, quarter, text, text, fc.boolean(), instant],
  ...[short(quarter), short(text), short(short(int)), short(fc.oneof(int, short(int)))],
  short(fc.record({ sku: text, quantity: int, note: text }, { requiredKeys: ['sku', 'quantity'] })),
  fc.record(
    {
      id: text,
      count: int,
      note: text,
      zip: fc.option(text),
      tags: short(text),
      inner: fc.record({ flag: fc.boolean() }),
    },
    { requiredKeys: ['id', 'count', 'tags', 'inner'] },
  ),
  ...[fc.dictionary(key, int, { maxKeys: 3 }), fc.dictionary(key, short(int), { maxKeys: 3 })],
  ...[maybe(text), maybe(int), fc.option(text)],
);

export interface RandomSample extends Sample {
  arguments: unknown[][];
}

/** Typed expressions at random, each with arguments to try it with; the same for the same seed. */
export function randomSamples(count: number, seed: number): RandomSample[] {
  const sample = fc.gen().map((draw) => ({
    parameters,
    source: new Builder(draw).anything(4),
    arguments: [draw(() => values), draw(() => values)] as unknown[][],
  }));
  return fc.sample(sample, { numRuns: count, seed });
}

type Name = 'number' | 'text' | 'item';

/** Writes expressions of a wanted type. `depth` is how deep they may still nest. */
class Builder {
  readonly #draw: fc.GeneratorValue;
  readonly #local: Record<Name, string[]> = { number: [], text: [], item: [] };
  #names = 0;

  constructor(draw: fc.GeneratorValue) {
    this.#draw = draw;
  }

  anything(depth: number): string {
    return this.#one(
      () => this.number(depth),
      () => this.text(depth),
      () => this.boolean(depth),
      () => this.numbers(depth),
      () => this.texts(depth),
      () => this.nested(depth),
      () => this.mixed(depth),
      () => this.object(depth),
      () => this.maybeText(depth),
      () => this.maybeNumber(depth),
      () => this.nan(depth),
      () => this.program(depth),
      () => this.questionable(depth),
    );
  }

  /** Small enough that its text has less than 15 digits. */
  number(depth: number): string {
    const below = () => this.number(depth - 1);
    if (depth <= 0) {
      return this.#one(
        () => String(this.#draw(() => int)),
        () => String(this.#draw(() => quarter)),
        () =>
          this.#pick(
            'n',
            'm',
            'o.count',
            ...this.#local.number,
            ...this.#local.item.map((item) => `${item}.quantity`),
          ),
      );
    }
    return this.#one(
      () => this.number(0),
      () => `(${below()} ${this.#pick('+', '-')} ${below()})`,
      () => `(${this.number(0)} * ${this.number(0)})`,
      () => `${below()} / ${this.#pick('2', '4', '-8')}`,
      () => `${below()} % ${this.#pick('3', '2.5', '-4')}`,
      () => `(m !== 0 ? n % m : ${below()})`,
      () => `(${this.number(0)}) ** ${this.#pick('0', '1', '2')}`,
      () => `-(${below()})`,
      () => `+(${below()})`,
      () => `Math.${this.#pick('floor', 'ceil', 'round', 'trunc', 'abs', 'sign')}(${below()})`,
      () => `Math.${this.#pick('min', 'max')}(${below()}, ${below()})`,
      () => `Math.${this.#pick('min', 'max')}(${this.number(0)}, ...${this.numbers(depth - 1)})`,
      () => `Math.floor(Math.sqrt(${this.length(depth - 1)}))`,
      () => this.length(depth - 1),
      () => `${this.text(depth - 1)}.indexOf(${this.text(0)})`,
      () => `${this.numbers(depth - 1)}.indexOf(${this.number(0)})`,
      () =>
        this.#over(
          'number',
          () => this.numbers(depth - 1),
          (x) => `.${this.#pick('findIndex', 'findLastIndex')}((${x}) => ${this.boolean(depth - 2)})`,
        ),
      () =>
        this.#over(
          'number',
          () => this.numbers(depth - 1),
          (x) => `.reduce((sum, ${x}, i) => sum + ${this.number(0)} + i, m)`,
        ),
      () => `(${this.boolean(depth - 1)} ? ${below()} : ${below()})`,
      () => `(${this.maybeNumber(depth - 1)} ?? ${below()})`,
      () => `(${below()} ${this.#pick('||', '&&')} ${below()})`,
      () =>
        `Number(${this.#one(
          () => this.boolean(depth - 1),
          () => below(),
          () => 'null',
        )})`,
      () => `(${below()}).valueOf()`,
    );
  }

  length(depth: number): string {
    return `${this.#one(
      () => this.text(depth),
      () => this.numbers(depth),
      () => this.texts(depth),
      () => this.nested(depth),
    )}.length`;
  }

  text(depth: number): string {
    const below = () => this.text(depth - 1);
    const literal = () => JSON.stringify(this.#draw(() => text));
    if (depth <= 0) {
      return this.#one(literal, () =>
        this.#pick('s', 't', 'o.id', ...this.#local.text, ...this.#local.item.map((item) => `${item}.sku`)),
      );
    }
    const index = () => this.#pick('0', '1', '-1', '-2', 'n', '3');
    return this.#one(
      () => this.text(0),
      () => `\`${this.#pick('', '<', "it's ")}\${${this.printable(depth - 1)}}\${${this.printable(0)}}\``,
      () => `(${below()} + ${this.printable(depth - 1)})`,
      () => `String(${this.printable(depth - 1)})`,
      () =>
        `(${this.#one(
          () => this.number(0),
          () => this.boolean(depth - 1),
          below,
        )}).toString()`,
      () =>
        `${below()}.${this.#pick('toUpperCase', 'toLowerCase', 'trim', 'trimStart', 'trimEnd', 'valueOf')}()`,
      () => `${below()}.slice(${index()}${this.#pick('', `, ${index()}`)})`,
      () => `${below()}.slice()`,
      () => `${below()}.substring(${index()}${this.#pick('', `, ${index()}`)})`,
      () => `${below()}.charAt(${index()})`,
      () =>
        `${below()}.${this.#pick('padStart', 'padEnd')}(${this.#pick('n', '3', '0')}${this.#pick('', ', "0"', ', "ab"', `, t`)})`,
      () => `${below()}.repeat(${this.#pick('0', '1', '2')})`,
      () =>
        `${below()}.${this.#pick('replace', 'replaceAll')}(${this.text(0)}, ${this.#pick('"x"', '""', '() => s')})`,
      () => `${below()}.replace(${this.#pick('/[a-z]/', '/a/gi', '/[0-9]+/g')}, "*")`,
      () => `${this.texts(depth - 1)}.join(${this.#pick('', '"-"', 't')})`,
      () => `${this.numbers(0)}.join()`,
      () => `(${this.maybeText(depth - 1)} ?? ${below()})`,
      () => `(${this.boolean(depth - 1)} ? ${below()} : ${below()})`,
      () => `(${below()} ${this.#pick('||', '&&')} ${below()})`,
      () => `(${this.number(0)} / 4).toFixed(${this.#pick('', '2', '3')})`,
      () => `(typeof ${this.#pick('s', 'n', 'perhaps', 'o.note', 'b', 'o.zip')})`,
      () =>
        `JSON.stringify(${this.#one(
          () => this.numbers(0),
          () => 'o',
          () => this.boolean(0),
        )})`,
      () =>
        `(Number.isNaN(Date.parse(when)) ? "never" : new Date(Date.parse(when) + n * 1000).${this.#pick('toISOString', 'toJSON')}())`,
      () => `(nil === null ? ${below()} : nil)`,
    );
  }

  /** What a template takes. */
  printable(depth: number): string {
    return this.#one(
      () => this.text(depth),
      () => this.number(0),
      () => this.length(depth),
      () => this.boolean(depth),
      () => this.maybeText(depth),
      () => 'nil',
      () => this.nan(0),
    );
  }

  boolean(depth: number): string {
    const below = () => this.boolean(depth - 1);
    if (depth <= 0) return this.#pick('b', 'true', 'false', 'o.inner.flag', 'n > 2', 's === t', '!b');
    const compare = () => this.#pick('<', '<=', '>', '>=', '===', '!==');
    return this.#one(
      () => this.boolean(0),
      () => `(${this.number(depth - 1)} ${compare()} ${this.number(depth - 1)})`,
      () => `(${this.text(depth - 1)} ${compare()} ${this.text(depth - 1)})`,
      () =>
        `(${this.maybeText(depth - 1)} ${this.#pick('===', '!==')} ${this.#pick('undefined', 's', 'maybe', 'o.note')})`,
      () => `(${this.#pick('o.zip', 'nil')} ${this.#pick('===', '!==')} ${this.#pick('null', '"a"')})`,
      () => `(${this.#pick('o.zip', 'maybe', 'nil', 'o.note', 'perhaps')} ${this.#pick('==', '!=')} null)`,
      () => `(${below()} ${this.#pick('&&', '||', '===', '!==')} ${below()})`,
      () =>
        `!${this.#one(
          () => below(),
          () => `(${this.number(0)})`,
          () => this.text(0),
          () => 'maybe',
          () => 'o.zip',
          () => this.numbers(0),
        )}`,
      () =>
        `Boolean(${this.#one(
          () => this.maybeNumber(0),
          () => this.text(0),
          () => this.nested(0),
          () => 'o.note',
        )})`,
      () => `${this.text(depth - 1)}.${this.#pick('startsWith', 'endsWith', 'includes')}(${this.text(0)})`,
      () => `/${this.#pick('[a-z]', '^[0-9]+$', 'L')}/i.test(${this.text(depth - 1)})`,
      () =>
        this.#over(
          'number',
          () => this.numbers(depth - 1),
          (x) => `.${this.#pick('some', 'every')}((${x}) => ${this.boolean(depth - 2)})`,
        ),
      () =>
        this.#over(
          'text',
          () => this.texts(depth - 1),
          (x) => `.${this.#pick('some', 'every')}((${x}) => ${this.boolean(depth - 2)})`,
        ),
      () => `${this.texts(depth - 1)}.includes(${this.text(0)})`,
      () => `${this.#pick('"note"', '"id"')} in o`,
      () => `Object.hasOwn(${this.#pick('o', 'record')}, ${this.#pick('"note"', '"a"')})`,
      () => `(${this.#pick('s', 'a')} in record)`.replace('a in', '"a" in'),
      () => `Array.isArray(${this.#pick('ns', 's', 'mixed[0]', 'o')})`,
      () => `Number.${this.#pick('isInteger', 'isFinite', 'isSafeInteger')}(${this.number(depth - 1)})`,
      () => `${this.#pick('Number.isNaN', 'isNaN')}(${this.nan(depth - 1)})`,
      () => `isFinite(${this.number(0)})`,
      () => `(${this.nan(depth - 1)} ${this.#pick('<', '>=', '===')} ${this.number(0)})`,
      () =>
        `(typeof ${this.#pick('maybe', 'perhaps', 'o.zip', 'mixed[0]')} ${this.#pick('===', '!==')} ${this.#pick('"string"', '"number"')})`,
    );
  }

  /** A number that may be NaN. */
  nan(depth: number): string {
    return this.#one(
      () => `Number(${this.text(depth - 1)})`,
      () => `${this.#pick('', 'Number.')}parseInt(${this.text(depth - 1)}, 10)`,
      () => `${this.#pick('', 'Number.')}parseFloat(${this.text(depth - 1)})`,
      () => 'Date.parse(when)',
      () =>
        `new Date(${this.#pick('when', 'n * 1000', 'Date.parse(when)')}).${this.#pick('getTime', 'valueOf', 'getUTCFullYear', 'getUTCMonth', 'getUTCDate', 'getUTCDay', 'getUTCHours', 'getUTCMinutes', 'getUTCSeconds', 'getUTCMilliseconds')}()`,
      () => `Math.floor(${depth > 0 ? this.nan(depth - 1) : 'Number(s)'})`,
      () => `(Number(s) + ${this.number(0)})`,
      () => `(Number(s) || ${this.number(0)})`,
    );
  }

  numbers(depth: number): string {
    const below = () => this.numbers(depth - 1);
    const index = () => this.#pick('0', '1', '-1', 'n', '2');
    if (depth <= 0) {
      return this.#one(
        () => this.#pick('ns', 'ns'),
        () => `[${this.number(0)}, ${this.number(0)}]`,
        () => `[${this.number(0)}]`,
      );
    }
    return this.#one(
      () => this.numbers(0),
      () =>
        this.#over(
          'number',
          () => below(),
          (x) => `.map((${x}) => ${this.number(depth - 1)})`,
        ),
      () =>
        this.#over(
          'number',
          () => below(),
          (x) => `.map((${x}, i) => ${this.number(0)} * i)`,
        ),
      () =>
        this.#over(
          'number',
          () => below(),
          (x) => `.filter((${x}) => ${this.boolean(depth - 1)})`,
        ),
      () =>
        this.#over(
          'number',
          () => below(),
          (x) => `.filter((${x}, i) => i > 0 && ${this.boolean(0)})`,
        ),
      () =>
        this.#over(
          'number',
          () => below(),
          (x) =>
            `.flatMap((${x}) => ${this.#one(
              () => this.numbers(0),
              () => this.number(0),
            )})`,
        ),
      () =>
        this.#over(
          'text',
          () => this.texts(depth - 1),
          (x) => `.map((${x}) => ${this.length(0)})`,
        ),
      () =>
        this.#over(
          'item',
          () => 'items',
          (x) => `.map((${x}) => ${this.number(depth - 1)})`,
        ),
      () => 'items.map(({ quantity = 1, ...rest }) => quantity + Object.keys(rest).length)',
      () => `${this.nested(depth - 1)}.flat()`,
      () => `${this.nested(depth - 1)}.map((x) => x.length)`,
      () => `[...${below()}, ${this.number(0)}, ...${this.numbers(0)}]`,
      () => `${below()}.concat(${this.#pick('', '1, ')}${this.numbers(0)})`,
      () => `${below()}.slice(${index()}${this.#pick('', `, ${index()}`)})`,
      () => `${below()}.toReversed()`,
      () => `[...${below()}].reverse()`,
      () => `${below()}.toSorted((x, y) => ${this.#pick('x - y', 'y - x')})`,
      () => `(${this.boolean(depth - 1)} ? ${below()} : ${below()})`,
      () => `(${this.nested(depth - 1)}[0] ?? ${below()})`,
      () => `Array.from({ length: ${this.length(0)} }, (_, i) => i * 2)`,
      () => `Object.values(${this.#pick('record', 'Object.fromEntries(ss.map((x) => [x, x.length]))')})`,
      () =>
        this.#over(
          'number',
          () => below(),
          (x) => `.reduce<number[]>((all, ${x}) => [...all, ${this.number(0)}], [])`,
        ),
    );
  }

  texts(depth: number): string {
    const below = () => this.texts(depth - 1);
    if (depth <= 0)
      return this.#one(
        () => this.#pick('ss', 'o.tags'),
        () => `[${this.text(0)}]`,
        () => `[${this.text(0)}, ${this.text(0)}]`,
      );
    return this.#one(
      () => this.texts(0),
      () =>
        this.#over(
          'text',
          () => below(),
          (x) => `.map((${x}) => ${this.text(depth - 1)})`,
        ),
      () =>
        this.#over(
          'number',
          () => this.numbers(depth - 1),
          (x) => `.map((${x}) => ${this.text(depth - 1)})`,
        ),
      () =>
        this.#over(
          'item',
          () => 'items',
          (x) => `.map((${x}) => ${this.text(depth - 1)})`,
        ),
      () =>
        this.#over(
          'text',
          () => below(),
          (x) => `.filter((${x}) => ${this.boolean(depth - 1)})`,
        ),
      () => `${below()}.filter(Boolean)`,
      () =>
        `${this.text(depth - 1)}.split(${this.#pick('"a"', '""', '" "', '/[ .]/', '"a", 1', 't === "" ? "," : t')})`,
      () => `[...${this.text(depth - 1)}]`,
      () => `${below()}.${this.#pick('toSorted', 'toReversed')}()`,
      () => `${below()}.slice(1)`,
      () => `Object.keys(${this.#pick('record', 'o', 'lists')})`,
      () => '[typeof s, ...Object.entries(record).map(([k, v]) => `${k}:${v}`)]',
      () => `[...ss, ...${below()}]`,
    );
  }

  nested(depth: number): string {
    const below = () => this.nested(depth - 1);
    if (depth <= 0)
      return this.#one(
        () => 'nested',
        () => `[${this.numbers(0)}]`,
        () => '[ns, ns]',
      );
    return this.#one(
      () => this.nested(0),
      () =>
        this.#over(
          'number',
          () => this.numbers(depth - 1),
          (x) => `.map((${x}) => ${this.numbers(depth - 1)})`,
        ),
      () => `${below()}.filter((x) => x.length > 0)`,
      () => `${below()}.map((x) => [...x, n])`,
      () => `${below()}.map(([first = 0, ...others]) => [...others, first])`,
      () => `${below()}.flatMap((x) => [x, ${this.numbers(0)}])`,
      () => `[...${below()}, ${this.numbers(depth - 1)}]`,
      () => `${below()}.slice(${this.#pick('0, 1', '-1', '1')})`,
      () => `${below()}.toReversed()`,
      () => 'Object.values(lists)',
      () => `[${below()}[${this.#pick('0', 'n')}] ?? []]`,
      () => `[${below()}.${this.#pick('find', 'findLast')}((x) => x.length > 1) ?? []]`,
    );
  }

  /** Lists whose elements are lists or not. */
  mixed(depth: number): string {
    return this.#one(
      () => '[...mixed, n, ns]',
      () => 'mixed.filter((x) => Array.isArray(x) || x > 0)',
      () => 'mixed.map((x) => (typeof x === "number" ? [x] : x.length))',
      () => `[mixed[0], mixed.at(-1), ${this.numbers(depth - 1)}, null]`,
      () => `[${this.number(depth - 1)}, ${this.nested(depth - 1)}]`,
      () => 'Object.entries(lists)',
      () => `mixed.slice(1).concat([ns], n)`,
      () => `[mixed.some((x) => !x), mixed.flatMap((x) => x)]`,
      () => `items.map(({ sku, note }) => [sku, note])`,
    );
  }

  object(depth: number): string {
    return this.#one(
      () => `({ s, a: ${this.anything(depth - 1)}, "b-c": ${this.anything(depth - 1)} })`,
      () => `({ ...o, note: ${this.maybeText(depth - 1)} })`,
      () => `({ count: 0, ...o, ...(${this.boolean(depth - 1)} ? { id: ${this.text(depth - 1)} } : {}) })`,
      () => `({ ...(${this.boolean(depth - 1)} && { n }), [s]: ${this.number(depth - 1)}, t: 1 })`,
      () =>
        this.#over(
          'item',
          () => 'items',
          (x) => `.map((${x}) => ({ ...${x}, total: ${this.number(depth - 1)} }))`,
        ),
      () =>
        this.#over(
          'item',
          () => 'items',
          (x) => `.find((${x}) => ${this.boolean(depth - 1)})`,
        ),
      () => 'Object.fromEntries(Object.entries(lists).map(([k, v]) => [k + "!", v]))',
      () => '(({ id, ...rest }) => ({ id, rest }))(o)',
      () => `structuredClone(Object.freeze(${this.#pick('o', 'items')}))`,
      () => `ss.reduce<Record<string, number>>((all, x) => ({ ...all, [x]: x.length }), {})`,
    );
  }

  maybeText(depth: number): string {
    if (depth <= 0) return this.#pick('maybe', 'o.note', 'ss[0]', 'ss.at(-1)');
    return this.#one(
      () => this.maybeText(0),
      () => `${this.texts(depth - 1)}[${this.#pick('0', '1', 'n', '-1')}]`,
      () => `${this.texts(depth - 1)}.at(${this.#pick('0', '-1', 'n')})`,
      () => `${this.text(depth - 1)}[${this.#pick('0', 'n', '-1', '5')}]`,
      () => `${this.text(depth - 1)}.at(${this.#pick('0', '-1', 'n')})`,
      () =>
        this.#over(
          'text',
          () => this.texts(depth - 1),
          (x) => `.${this.#pick('find', 'findLast')}((${x}) => ${this.boolean(depth - 1)})`,
        ),
      () => `items[${this.#pick('0', 'n', '1')}]?.${this.#pick('sku', 'note')}`,
      () => `${this.#pick('maybe', 'o.note')}?.${this.#pick('trim', 'toUpperCase')}()`,
      () => `(${this.boolean(depth - 1)} ? ${this.text(depth - 1)} : undefined)`,
      () => `(${this.maybeText(depth - 1)} && ${this.text(depth - 1)})`,
      () => `(${this.maybeText(depth - 1)} ?? maybe)`,
    );
  }

  maybeNumber(depth: number): string {
    return this.#one(
      () => 'perhaps',
      () => `${this.numbers(depth - 1)}[${this.#pick('0', 'n', '-1')}]`,
      () => `record[${this.#pick('"a"', 's', '"a b"')}]`,
      () => 'o.note?.length',
      () => `nested[${this.#pick('0', 'n')}]?.[0]`,
      () => `nested.at(${this.#pick('0', '-1')})?.length`,
      () =>
        this.#over(
          'number',
          () => this.numbers(depth - 1),
          (x) => `.find((${x}) => ${this.boolean(depth - 1)})`,
        ),
      () => 'ns.reduce<number | undefined>((last, x) => (last === undefined ? x : last + x), undefined)',
    );
  }

  /** A function with consts and returns, called in place. */
  program(depth: number): string {
    const args = `${this.number(depth - 1)}${this.#pick('', ', s', ', maybe')}`;
    return this.#over(
      'number',
      () => '',
      (x) =>
        this.#over(
          'text',
          () => '',
          (y) => {
            const test = this.boolean(depth - 1);
            const body =
              `if (${test}) return ${this.text(depth - 1)}; const k = ${this.number(depth - 1)}; ` +
              `const { id, note = ${y} } = o; return [k, id, note, ${this.anything(depth - 2)}];`;
            return `((${x}: number, ${y} = "none") => { ${body} })(${args})`;
          },
        ),
    );
  }

  /** What may be refused. */
  questionable(depth: number): string {
    return this.#one(
      () => `(${this.number(depth - 1)} / ${this.number(0)})`,
      () => 'o.zip',
      () => '(o === o)',
      () => `${this.numbers(depth - 1)}.reduce((x, y) => x + y)`,
      () => this.anything(depth - 1),
      () => this.anything(depth - 1),
      () => this.anything(depth - 1),
    );
  }

  #one(...ways: (() => string)[]): string {
    const index = this.#draw(fc.nat, { max: ways.length - 1 });
    return (ways[index] as () => string)();
  }

  #pick(...texts: string[]): string {
    return this.#one(...texts.map((each) => () => each));
  }

  /** A method of a list, given a function of a parameter of this type. */
  #over(type: Name, list: () => string, method: (parameter: string) => string): string {
    const receiver = list();
    const name = `v${++this.#names}`;
    this.#local[type].push(name);
    const called = method(name);
    this.#local[type].pop();
    return receiver + called;
  }
}
