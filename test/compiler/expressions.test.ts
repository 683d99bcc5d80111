import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { builtins } from '../../asl/compiler/expression/builtins.ts';
import { type Compiled, compileSamples } from './both-engines.ts';

/** Parameters, an expression over them, and arguments to try it with. */
type Case = [parameters: string, source: string, ...args: unknown[][]];

const absent = undefined;

/** Declarations that the cases share. */
const prelude = `
import { isCancellation, patched, uuid4, workflowInfo } from '@temporalio/workflow';
interface Item { sku: string; quantity: number; price: number; note?: string }
interface Order { id: string; items: Item[]; address?: { city: string; zip?: string | null }; paid?: boolean; tags: string[] }
enum Level { Low = 1, High = 10 }
enum Colour { Red = 'red' }
const TAX = 0.2;
const LIMITS = { most: 100, names: ['a', 'b'] } as const;
function forever(value: number): number { return forever(value); }
function twice(value: number): number { return value * 2; }
const label = (item: Item, prefix = 'item'): string => \`\${prefix} \${item.sku}\`;
function grade(points: number): string {
  const bounded = Math.min(points, 100);
  if (bounded < 50) return 'failed';
  if (bounded < 80) { return 'passed'; } else { return 'excellent'; }
}
void [isCancellation, patched, uuid4, workflowInfo];
`;

const order = {
  id: 'o-1',
  items: [
    { sku: 'a', quantity: 2, price: 150 },
    { sku: 'b', quantity: 0, price: 5, note: 'gift' },
  ],
  tags: ['x', 'y'],
};
const numbers: unknown[][] = [[[]], [[7]], [[3, -1, 2]]];
const texts: unknown[][] = [[''], ['a'], ['hello world'], ['it\'s "quoted" \\ back'], ['äöü 日本']];
const lists: unknown[][] = [[[]], [[[]]], [[[1]]], [[[1], [2, 3], []]]];
const instants: unknown[][] = [
  ['2026-03-01T15:00:00Z'],
  ['2024-02-29T23:59:59.999Z'],
  ['2026-03-01T15:00:00.5+02:00'],
  ['2026-03-01'],
  ['tomorrow'],
  ['2026-13-01T00:00:00Z'],
  [''],
];

const cases: Record<string, Case[]> = {
  literals: [
    ['', '1.5e3 + -2'],
    ['', "'it\\'s'"],
    ['', '`say "it\'s" \\\\ ${"\\n\\t"} \\u0001`'],
    ['', 'null'],
    ['', 'undefined'],
    ['', '[1, "a", null, [], [2], {}]'],
    ['', '{ "a-b": 1, true: 2, "`": 3, "": 4, 5: 6 }'],
    ['', '({ "a-b": 1, true: 2, "`": 3 })["`"]'],
    ['', 'TAX * 10 + LIMITS.most'],
    ['', 'LIMITS.names.map((name) => name + "!")'],
    ['', '[Level.High, Colour.Red, Math.PI > 3]'],
    ['', '(1 as number) + (2 satisfies number)'],
  ],
  arithmetic: [
    ['a: number, b: number', 'a + b * 2 - (a - b) * -1', [1, 2], [0.5, -3]],
    ['a: number, b: number', 'a - (b - 1)', [5, 2]],
    ['a: number', 'a / 4 + a % 3', [10], [-10], [0.75]],
    ['a: number, b: number', 'b === 0 ? 0 : a / b', [1, 4], [1, 0]],
    ['a: number, b: number', 'b > 0 && a % b === 1', [7, 3], [7, 0]],
    ['a: number, b: number', '!b ? -1 : a / b', [7, 2], [7, 0]],
    ['a: number', 'a ** 2 + 2 ** 3', [3], [-1.5]],
    ['a: number', '-a', [3], [-3]],
    ['a: number', '+a', [3]],
    ['a: number', '-(-a) - -1', [3]],
  ],
  'text from values': [
    ['a: string, n: number, b: boolean, x: null', '`${a}: ${n}, ${b}, ${x}`', ['k', 1.5, true, null]],
    ['a: string, n: number', 'a + n + 1', ['k', 2], ['', -0.25]],
    ['a: string, n: number', 'n + 1 + a', ['k', 2]],
    ['a?: string', '`<${a}>`', [absent], ['x'], ['']],
    ['n: number', 'String(n)', [5], [1e21], [1e-7], [123456789012]],
    ['b: boolean', 'String(b) + b.toString()', [true], [false]],
    ['n: number', 'n.toString() + (n + 1).toFixed(2)', [5], [0.5], [-2.25]],
    ['n: number', '`${n}`', [5]],
    ['cents: number', '`${(cents / 100).toFixed(2)} EUR`', [1999], [5], [100], [-250], [0]],
    ['n: number', 'n.toFixed()', [2.4], [2.6], [-2.6], [12]],
    ['n?: number', '"n=" + n', [absent], [1]],
  ],
  comparison: [
    ['a: number, b: number', '[a < b, a <= b, a > b, a >= b, a === b, a !== b]', [1, 2], [2, 2], [3, 2]],
    [
      'a: string, b: string',
      '[a < b, a <= b, a > b, a >= b, a === b, a !== b]',
      ['a', 'B'],
      ['', ''],
      ['a', 'aa'],
    ],
    ['a: boolean, b: boolean', '[a === b, a !== b]', [true, true], [true, false]],
    ['a?: string', '[a === undefined, a !== undefined, a == null, a != null]', [absent], ['x'], ['']],
    ['a: string | null', '[a === null, a !== null, a == null, a != null]', [null], ['x']],
    [
      'o: { a?: string | null }',
      '[o.a === undefined, o.a === null, o.a == null]',
      [{}],
      [{ a: null }],
      [{ a: 'x' }],
    ],
    ['o: { a?: string }', '[o.a === "x", o.a !== "x", "x" === o.a]', [{}], [{ a: 'x' }], [{ a: 'y' }]],
    ['a?: string, b?: string', '[a === b, a !== b]', [absent, absent], ['x', absent], ['x', 'x'], ['x', 'y']],
    ['o: { a?: string; b?: string }', '[o.a === o.b, o.a !== o.b]', [{}], [{ a: 'x' }], [{ a: 'x', b: 'x' }]],
    ['a: string | number', '[a === 1, a === "1"]', [1], ['1'], ['x']],
    ['o: { a: "x" | "y" }', 'o.a === "x"', [{ a: 'x' }], [{ a: 'y' }], [{}]],
    ['a: number', '[a == 1, a != 1]', [1], [2]],
  ],
  truth: [
    ['a: string', '[!a, !!a, a ? 1 : 2, Boolean(a)]', [''], ['0'], ['x']],
    ['a: number', '[!a, !!a, a ? 1 : 2, Boolean(a)]', [0], [-1], [0.5]],
    ['a?: boolean', '[!a, !!a, a ? 1 : 2, Boolean(a)]', [absent], [true], [false]],
    ['o: { a?: boolean }', '[!o.a, !!o.a, o.a ? 1 : 2, Boolean(o.a)]', [{}], [{ a: true }], [{ a: false }]],
    ['a: number[]', '[!a, !!a, a ? 1 : 2]', [[]], [[0]], [[1, 2]]],
    ['a: object', '[!a, a ? 1 : 2]', [{}], [{ a: 1 }]],
    ['a?: number[]', '[!a, !!a, a ? 1 : 2]', [absent], [[]], [[0]]],
    ['a: number[] | string', '[!a, !!a, a ? 1 : 2]', [[]], [[0]], [''], ['x']],
    [
      'o: { a?: unknown }',
      '[!o.a, !!o.a, o.a ? 1 : 2]',
      [{}],
      [{ a: [] }],
      [{ a: {} }],
      [{ a: 0 }],
      [{ a: null }],
      [{ a: 'x' }],
    ],
    ['a: string | null', '[!a, Boolean(a)]', [null], [''], ['x']],
  ],
  logic: [
    [
      'a: boolean, b: boolean',
      '[a && b, a || b, !(a && b), !a || b]',
      [true, true],
      [true, false],
      [false, false],
    ],
    ['a: string, b: string', '[a && b, a || b]', ['', 'y'], ['x', ''], ['x', 'y'], ['', '']],
    ['a: number, b: string', '[a && b, a || b]', [0, 'y'], [1, '']],
    ['a: number[], b: string', '[a && b, a || b]', [[], 'y'], [[0], '']],
    [
      'a?: string, b?: string',
      '[a ?? b, a || b, a && b]',
      [absent, absent],
      ['', 'y'],
      ['x', absent],
      [absent, 'y'],
    ],
    ['o: { a?: string | null }', 'o.a ?? "none"', [{}], [{ a: null }], [{ a: '' }]],
    ['o: { a?: number }', '(o.a ?? 0) + 1', [{}], [{ a: 0 }], [{ a: 5 }]],
    ['a: boolean, n: number', 'a && n > 1 ? "yes" : !a ? "no" : "few"', [true, 2], [true, 1], [false, 2]],
    ['a: boolean, n: number', '(a ? n : -n) + (a ? 1 : 2)', [true, 3], [false, 3]],
    ['a: boolean', 'a ? undefined : 1', [true], [false]],
    ['a: boolean', '[a ? undefined : 1, a ? 1 : undefined]', [true], [false]],
    ['a: boolean, b: boolean', '(a ? b : !b) ? 1 : 2', [true, false], [false, false]],
  ],
  access: [
    [
      'o: Order',
      '[o.id, o.address?.city, o.address?.zip, o.items[0]?.note, o.items[5]?.sku]',
      [order],
      [{ ...order, address: { city: 'B', zip: null } }],
    ],
    ['o: Order', 'o.address?.zip?.length', [order], [{ ...order, address: { city: 'B', zip: '12' } }]],
    ['o: Order', 'o.address?.city.toUpperCase() ?? "-"', [order], [{ ...order, address: { city: 'b' } }]],
    ['o: Order', 'o["items"].length + o.tags.length', [order], [{ ...order, items: [] }]],
    [
      'a: number[], i: number',
      '[a[0], a[i], a.at(i), a.at(-1)]',
      [[], 0],
      [[5], 0],
      [[5, 6], 1],
      [[5, 6], -1],
      [[5, 6], 2],
    ],
    [
      'a: number[][], i: number',
      '[a[0], a[i], a[i]?.[0], a.at(-1)]',
      [[], 0],
      [[[]], 0],
      [[[5]], 0],
      [[[5], [6, 7]], 1],
      [[[5]], -1],
    ],
    [
      's: string, i: number',
      '[s[0], s[i], s.at(i), s.at(-1), s.charAt(i)]',
      ['', 0],
      ['abc', 1],
      ['abc', -2],
      ['abc', 3],
      ['abc', -9],
    ],
    [
      'o: Record<string, number>, k: string',
      '[o[k], k in o, Object.hasOwn(o, k), o["a b"]]',
      [{ a: 1 }, 'a'],
      [{ 'a b': 2 }, 'x'],
    ],
    ['o: { a?: number | null }', '["a" in o, Object.hasOwn(o, "a")]', [{}], [{ a: null }], [{ a: 0 }]],
    [
      'o: { true: number; and: number; length: number; "x-y": number }',
      '[o.true, o.and, o.length, o["x-y"]]',
      [{ true: 1, and: 2, length: 3, 'x-y': 4 }],
    ],
    ['a: (number | undefined)[]', '[a[0], a[0] === undefined, a.length]', [[absent]], [[1]], [[]]],
  ],
  'lists and objects': [
    ['a: number[], b: number', '[b, ...a, b]', [[], 1], [[2], 1], [[2, 3], 1]],
    [
      'a: number[][], b: number[]',
      '[b, ...a, [...b]]',
      [[], []],
      [[[1]], [2]],
      [
        [[1], []],
        [2, 3],
      ],
    ],
    ['a: (number | number[])[], b: number | number[]', '[b, ...a]', [[], []], [[[1], 2], [2]], [[3], 4]],
    ['a: number[]', '[[a], [[a]], { a }]', [[]], [[1]], [[1, 2]]],
    ['a?: number', '[a, [a], { a }]', [absent], [1]],
    ['a?: number[]', '[...(a ?? []), 1]', [absent], [[]], [[5]]],
    ['a: string', '[...a]', [''], ['abc']],
    ['o: { a: number; b?: number }', '({ ...o, b: 2, c: 3 })', [{ a: 1 }], [{ a: 1, b: 5 }]],
    ['o: { a: number; b?: number }', '({ b: 2, ...o })', [{ a: 1 }], [{ a: 1, b: 5 }]],
    [
      'o: { a: number; b?: number }, b?: number',
      '({ ...o, b })',
      [{ a: 1, b: 5 }, absent],
      [{ a: 1, b: 5 }, 6],
    ],
    ['o?: { a: number }', '({ ...o, x: 1 })', [absent], [{ a: 1 }]],
    [
      'n: number',
      '({ ...(n > 0 ? { n } : {}), ...(n > 1 && { big: true }), ...(n > 2 ? { huge: n } : { small: n }) })',
      [0],
      [1],
      [2],
      [3],
    ],
    ['k: string, v: number', '({ [k]: v, x: 1, [`${k}2`]: v })', ['a', 1], ['x', 2]],
    ['k: string, v?: number', '({ x: 1, [k]: v })', ['x', absent], ['a', absent], ['x', 2]],
    ['a: number', '({ a, b: { c: [a], d: null, e: undefined } })', [1]],
    ['a: number', '({ a, ...{ a: 2, b: 3 } })', [1]],
    [
      'o: Record<string, number>',
      '[Object.keys(o), Object.values(o), Object.entries(o)]',
      [{}],
      [{ a: 1 }],
      [{ a: 1, b: 2 }],
    ],
    [
      'o: Record<string, number[]>',
      '[Object.values(o), Object.entries(o)]',
      [{}],
      [{ a: [] }],
      [{ a: [1], b: [2, 3] }],
    ],
    [
      'o: Record<string, number | number[]>',
      '[Object.values(o), Object.entries(o)]',
      [{}],
      [{ a: 1, b: [1] }],
      [{ b: [1] }],
    ],
    [
      'o: Record<string, number>',
      'Object.fromEntries(Object.entries(o).map(([k, v]) => [k.toUpperCase(), v + 1]))',
      [{}],
      [{ a: 1 }],
      [{ a: 1, b: 2 }],
    ],
    ['a: string[]', 'Object.fromEntries(a.map((name) => [name, [name]]))', [[]], [['x']], [['x', 'y']]],
    ['o: { a: number[] }', 'JSON.stringify(o) + JSON.stringify([1.5, "x", null])', [{ a: [] }], [{ a: [1] }]],
    ['o: Order', 'structuredClone(Object.freeze(o))', [order]],
  ],
  'functions over lists': [
    ['a: number[]', '[a.map((x) => x + 1), a.filter((x) => x > 0), a.map((x, i) => x * i)]', ...numbers],
    ['a: number[]', '[a.map(() => 0), a.map((x) => [x]), a.map((x) => ({ x })), a.map(String)]', ...numbers],
    ['a: number[]', 'a.filter((x) => x > 0).map((x) => x * 2).filter((_, i) => i > 0)', ...numbers],
    ['a: number[]', 'a.map((x) => (x > 0 ? x : undefined))', ...numbers],
    [
      'a: number[][]',
      '[a.map((x) => x.length), a.map((x) => x.map((y) => y + 1)), a.filter((x) => x.length > 0)]',
      ...lists,
    ],
    [
      'a: number[][]',
      '[a.flat(), a.flatMap((x) => x), a.flatMap((x) => x.map((y) => [y])), a.slice(0, 1)]',
      ...lists,
    ],
    [
      'a: number[][]',
      '[a.find((x) => x.length > 0), a.findIndex((x) => x.length > 1), a.findLast((x) => x.length < 2), a.some((x) => x.length === 0)]',
      ...lists,
    ],
    [
      'a: (number | number[])[]',
      '[a.map((x) => x), a.filter(() => true), a.flatMap((x) => x), a.slice(1), a.toReversed()]',
      [[]],
      [[[1]]],
      [[1]],
      [[1, [2], []]],
    ],
    [
      'a: number[]',
      '[a.flatMap((x) => [x, x]), a.flatMap((x) => (x > 0 ? [x] : [])), a.flatMap((x) => x)]',
      ...numbers,
    ],
    [
      'a: number[]',
      '[a.some((x) => x > 2), a.every((x) => x > 2), a.find((x) => x < 3), a.findIndex((x) => x < 3), a.findLast((x) => x < 3), a.findLastIndex((x) => x < 3)]',
      ...numbers,
    ],
    [
      'a: number[], n: number',
      '[a.includes(n), a.indexOf(n)]',
      [[], 1],
      [[7], 7],
      [[3, -1, 2], 2],
      [[1, 1], 1],
    ],
    [
      'a: string[], s?: string',
      'a.includes("x") || (s !== undefined && a.includes(s))',
      [[], absent],
      [['x'], absent],
      [['y'], 'y'],
    ],
    [
      'a: (string | null)[]',
      '[a.includes(null), a.indexOf(null), a.find((x) => x === null), a.filter((x) => x !== null)]',
      [[]],
      [[null]],
      [['x', null]],
    ],
    [
      'a: number[]',
      '[a.reduce((sum, x) => sum + x, 0), a.reduce((best, x, i) => (x > best ? i : best), -1)]',
      ...numbers,
    ],
    ['a: number[]', 'a.reduce<number[]>((all, x) => [...all, x * 2], [])', ...numbers],
    [
      'a: number[]',
      'a.reduce<Record<string, number>>((all, x) => ({ ...all, [`n${x}`]: x }), {})',
      ...numbers,
    ],
    [
      'a: number[]',
      'a.reduce<number | undefined>((last, x) => (last === undefined ? x : last + x), undefined)',
      ...numbers,
    ],
    [
      'a: number[]',
      '[a.slice(1), a.slice(-1), a.slice(0, -1), a.slice(1, 2), a.slice(), a.slice(-9, 9)]',
      ...numbers,
    ],
    [
      'a: number[], i: number, j: number',
      'a.slice(i, j)',
      [[1, 2, 3], 0, 2],
      [[1, 2, 3], -2, 3],
      [[1, 2, 3], 2, 1],
      [[1, 2, 3], 1, -1],
    ],
    [
      'a: number[], b: number[]',
      '[a.concat(b), a.concat(1, b), [...a, ...b]]',
      [[], []],
      [[1], [2]],
      [[1], []],
    ],
    [
      'a: number[]',
      '[a.toReversed(), a.toSorted((x, y) => x - y), a.toSorted((x, y) => y - x), [...a].reverse()]',
      ...numbers,
    ],
    [
      'a: string[]',
      '[a.toSorted(), a.toReversed(), a.join(), a.join(" / "), [...a].sort()]',
      [[]],
      [['b']],
      [['b', 'a', 'B']],
    ],
    ['a: number[]', '[a.join(), a.join("-")]', ...numbers],
    ['a: (string | null | undefined)[]', 'a.map((x) => x ?? "").join("|")', [[]], [[null]], [['x', null]]],
    ['a: (number | null)[]', 'a.join("|")', [[]], [[null]], [[1, null, 2]]],
    [
      'n: number',
      '[Array.from({ length: n }, (_, i) => i * 2), Array.from({ length: n }, () => [1])]',
      [0],
      [1],
      [3],
    ],
    [
      'a: unknown',
      '[Array.isArray(a), typeof a === "string", typeof a === "number"]',
      [[]],
      ['x'],
      [1],
      [null],
      [{}],
    ],
    [
      'o: Order',
      'o.items.filter(({ quantity }) => quantity > 0).map(({ sku, note = "none" }) => ({ sku, note }))',
      [order],
    ],
    [
      'o: Order',
      'o.items.map((item) => { const total = item.price * item.quantity; if (total > 100) return "big"; return `${total}`; })',
      [order],
    ],
    [
      'o: Order',
      'o.items.some((item) => item.sku === o.tags[0]) || o.items.every((item) => o.tags.includes(item.sku))',
      [order],
    ],
    [
      'o: Order, sum: number',
      'o.items.reduce((all, item) => all + item.price * item.quantity, sum)',
      [order, 5],
    ],
    [
      'a: [string, number][]',
      'a.map(([name, value]) => `${name}=${value}`).join("&")',
      [[]],
      [[['a', 1]]],
      [
        [
          ['a', 1],
          ['b', 2],
        ],
      ],
    ],
    ['a: number[][]', 'a.map(([first = 0, ...others]) => ({ first, others }))', ...lists],
    [
      'a: { x: number; y?: number; z?: number }[]',
      'a.map(({ x, ...rest }) => ({ x, rest }))',
      [[]],
      [[{ x: 1 }, { x: 2, y: 3 }]],
    ],
    ['a: (string | undefined)[]', 'a.filter(Boolean).length', [[]], [['x', '', null]]],
    [
      'a: Item[]',
      'a.map((item) => label(item)).concat(a.map((item) => label(item, "thing")))',
      [[]],
      [order.items],
    ],
  ],
  texts: [
    [
      's: string',
      '[s.length, s.toUpperCase(), s.toLowerCase(), s.split(""), s.split(" "), s.split("l", 1)]',
      ...texts,
    ],
    [
      's: string',
      '[s.slice(1), s.slice(-3), s.slice(0, 2), s.slice(1, -1), s.slice(-4, -1), s.slice()]',
      ...texts,
    ],
    [
      's: string, i: number, j: number',
      '[s.slice(i), s.slice(i, j), s.substring(i), s.substring(i, j)]',
      ['hello', 1, 3],
      ['hello', -3, -1],
      ['hello', 4, 1],
      ['hello', 9, 2],
      ['hello', -9, 9],
    ],
    [
      's: string',
      '[s.substring(1), s.substring(1, 3), s.substring(3, 1), s.charAt(0), s.charAt(99)]',
      ...texts,
    ],
    [
      's: string, x: string',
      '[s.startsWith(x), s.endsWith(x), s.includes(x), s.indexOf(x)]',
      ['hello', 'l'],
      ['hello', ''],
      ['', 'x'],
      ['lo', 'hello'],
      ['hello', 'hello'],
      ['hello', 'lo'],
    ],
    [
      's: string',
      '[s.startsWith("he"), s.endsWith("ld"), s.startsWith(""), s.endsWith(""), s.includes("lo w")]',
      ...texts,
    ],
    ['s: string', '[s.trim(), s.trimStart(), s.trimEnd()]', [''], ['  '], [' a  b '], ['\t\n a \r\n'], ['x']],
    [
      's: string',
      '[s.padStart(3, "0"), s.padEnd(4), s.padStart(6, "ab"), s.padEnd(0, "x")]',
      [''],
      ['5'],
      ['hello'],
    ],
    [
      's: string, n: number, f: string',
      '[s.padStart(n, f), s.padEnd(n, f)]',
      ['5', 3, '0'],
      ['5', -3, '0'],
      ['5', 3, ''],
    ],
    ['s: string, n: number', '[s.repeat(n), "-".repeat(n), "ab".repeat(2)]', ['', 2], ['ab', 3], ['ab', 0]],
    [
      's: string',
      '[s.replace("l", "L"), s.replace(".", "-"), s.replaceAll("l", ""), s.replace("", ">"), s.replaceAll("", "-")]',
      ...texts,
      ['a.b.c'],
    ],
    [
      's: string, x: string, y: string',
      '[s.replace(x, () => y), s.replaceAll(x, () => y)]',
      ['a.b.c', '.', '$&'],
      ['abc', '', 'x'],
      ['', '', 'x'],
      ['aaa', 'a', ''],
    ],
    [
      's: string',
      '[s.replace(/[aeiou]/g, "*"), s.replace(/L/i, "_"), s.split(/[ ,]/), s.replaceAll(/o+/g, "0")]',
      ...texts,
    ],
    ['s: string', '[/^[a-z ]+$/.test(s), /W/i.test(s), /\\d/.test(s), /^$/.test(s)]', ...texts, ['a1']],
    [
      's: string',
      's.trim().toLowerCase() === "hawaiian" || s.toString().valueOf() === "x"',
      [' Hawaiian'],
      ['x'],
    ],
  ],
  numbers: [
    [
      'n: number',
      '[Math.floor(n), Math.ceil(n), Math.trunc(n), Math.abs(n), Math.sign(n), Math.round(n)]',
      [1.5],
      [-1.5],
      [2.5],
      [-2.5],
      [0.4],
      [-0.6],
      [7],
    ],
    ['a: number, b: number', '[Math.max(a, b, 0), Math.min(a, b), Math.max(a)]', [1, 2], [-1, -2]],
    ['a: number[]', '[Math.max(0, ...a), Math.min(...a, 100)]', ...numbers],
    ['n: number', 'n < 0 ? 0 : Math.sqrt(n)', [4], [-4]],
    ['n: number', 'Number.isNaN(Math.sqrt(n))', [4], [-4]],
    [
      's: string',
      '[Number(s), parseInt(s, 10), parseFloat(s), Number.parseInt(s, 10)]',
      ['12'],
      [' -1.50 '],
      ['+7'],
      ['.5'],
      ['5.'],
      ['1e3'],
      ['12ab'],
      ['x'],
      [''],
      ['-'],
      ['1 2'],
      ['00012'],
    ],
    [
      's: string',
      '[Number.isNaN(Number(s)), Number(s) > 5, Number(s) || 7, Number(s) + 1, Number(s) === 12]',
      ['12'],
      ['x'],
      ['0'],
    ],
    ['s: string', '`${Number(s)}` + Math.floor(Number(s))', ['12.5'], ['x']],
    [
      'n: number | string | null',
      '[Number.isInteger(n), Number.isFinite(n), Number.isSafeInteger(n)]',
      [1],
      [1.5],
      ['1'],
      [null],
    ],
    ['b: boolean, n: null', '[Number(b), Number(n)]', [true, null], [false, null]],
    ['n: number', 'twice(twice(n)) + Number(n).valueOf()', [3]],
    ['n: number', 'grade(n)', [10], [60], [200]],
  ],
  dates: [
    ['t: string', '[Date.parse(t), Number.isNaN(Date.parse(t)), new Date(t).getTime()]', ...instants],
    [
      't: string',
      'Number.isNaN(Date.parse(t)) ? "never" : new Date(Date.parse(t) - 86_400_000).toISOString()',
      ...instants,
    ],
    [
      'ms: number',
      '[new Date(ms).toISOString(), new Date(ms).toJSON(), new Date(ms).valueOf()]',
      [0],
      [1709200800123],
      [-1],
    ],
    ['ms: number', 'new Date(ms).toISOString().slice(0, 10)', [0], [1709200800123]],
    [
      'ms: number',
      '[new Date(ms).getUTCFullYear(), new Date(ms).getUTCMonth(), new Date(ms).getUTCDate(), new Date(ms).getUTCDay()]',
      [0],
      [1709200800123],
      [-86400001],
    ],
    [
      'ms: number',
      '[new Date(ms).getUTCHours(), new Date(ms).getUTCMinutes(), new Date(ms).getUTCSeconds(), new Date(ms).getUTCMilliseconds()]',
      [0],
      [1709200800123],
      [-1],
    ],
    [
      'a: string, b: string',
      '[new Date(a) < new Date(b), Date.parse(a) < Date.parse(b), +(Date.parse(b) - Date.parse(a))]',
      ['2026-01-01T00:00:00Z', '2026-01-02'],
      ['x', '2026-01-02'],
    ],
    ['', 'Date.parse("2026-01-01T00:00:00Z")'],
    ['', 'Date.now() > 1_700_000_000_000 && new Date().getTime() > 0 && Math.random() < 1'],
  ],
  'the workflow API': [
    ['', '`${workflowInfo().workflowId} ${workflowInfo().runId}`'],
    ['', 'workflowInfo().startTime.toISOString()'],
    ['', 'patched("new-step") && !isCancellation(null)'],
  ],
  types: [
    [
      'a: string | number | boolean | null | undefined',
      '[typeof a === "string", typeof a === "number", typeof a === "boolean"]',
      ['x'],
      [1],
      [true],
      [null],
    ],
    [
      'o: { a?: unknown }',
      '[typeof o.a, typeof o.a === "undefined", typeof o.a === "object", typeof o.a !== "string"]',
      [{}],
      [{ a: null }],
      [{ a: [] }],
      [{ a: {} }],
      [{ a: 'x' }],
      [{ a: 1 }],
      [{ a: true }],
    ],
    ['a?: string', '[typeof a, typeof a === "undefined"]', [absent], ['x']],
    ['a: string', 'typeof a !== "string" || a.trim() === ""', [''], [' '], ['x'], [5], [null]],
    [
      'o: { q: number }',
      'typeof o.q !== "number" || !Number.isInteger(o.q) || o.q < 1',
      [{ q: 1 }],
      [{ q: 0 }],
      [{ q: 1.5 }],
      [{ q: '1' }],
      [{}],
      [{ q: null }],
    ],
    ['a: string | string[]', 'Array.isArray(a) ? a.length : a.toUpperCase()', ['x'], [['x']], [[]]],
  ],
};

/** What is refused, with the code that says why. */
const refused: Record<string, [parameters: string, source: string][]> = {
  ASL101: [
    ['n: number', 'n & 1'],
    ['n: number', '~n'],
    ['n: number', '(n, 2)'],
    ['n: number', '(n = 2)'],
    ['n: number', 'n++'],
    ['n: number', 'void n'],
    ['', '(() => 1)'],
    ['', '10n'],
    ['o: { a: number }', 'delete (o as { a?: number }).a'],
    ['o: Record<string, number>, k: string', '(({ [k]: a }: Record<string, number>) => a)(o)'],
  ],
  ASL102: [
    ['a: number[]', 'a.forEach((x) => x)'],
    ['a: number[]', 'a.push(1)'],
    ['a: number[]', 'a.sort((x, y) => x - y)'],
    ['a: number[]', 'a.toSorted((x, y) => y * 2 - x)'],
    ['a: Item[]', 'a.toSorted((x, y) => x.price - y.price)'],
    ['a: number[]', 'a.toSorted()'],
    ['s: string', 's.localeCompare("x")'],
    ['s: string', 's.match(/x/)'],
    ['s: string, y: string', 's.replace("x", y)'],
    ['s: string', 's.replace("x", "$&")'],
    ['n: number', 'n.toString(16)'],
    ['n: number', 'Math.sin(n)'],
    ['s: string', 'JSON.parse(s)'],
    ['a: string[]', 'Array.from(a)'],
    ['d: string', 'new Date(d).toLocaleDateString()'],
    ['', 'encodeURIComponent("x")'],
    ['a: number[] | string', 'a.includes("x" as never)'],
  ],
  ASL103: [
    ['a: string | number', 'a + 1'],
    ['a: number | undefined', 'a! + (a as number) > (a as unknown as string)'],
    ['a: string | number, b: string | number', 'a < b'],
    ['a: unknown', '`${a}`'],
    ['a: number[]', '`${a}`'],
    ['a: { b: number }', '"" + a'],
    ['a: any', 'a.b'],
    ['a: any', 'a * 2'],
    ['a: number[]', 'a.reduce((x, y) => x + y)'],
    ['a: number[]', 'Math.max(...a)'],
    ['n: number, m: number', 'n ** m'],
    ['s: string', 'parseInt(s, 16)'],
    ['s: string | number', 'Number(s)'],
    ['n: number, d: number', 'n.toFixed(d)'],
    ['s: string', 'JSON.stringify(s)'],
    ['s: string, n: number', 's.split(",", n)'],
    ['a: string, b: number', 'a == (b as unknown)'],
    ['a: object[]', 'a.join()'],
    ['a: number[]', '"x" in a'],
    ['a: string, n: number', '({ ...(a as unknown as object[]), n })'],
    ['n: number', 'new Date(2026, n)'],
    ['d: Date', 'typeof d'],
  ],
  ASL104: [
    ['a: object, b: object', 'a === b'],
    ['a: number[], b: number[]', 'a !== b'],
    ['a: Item[], b: Item', 'a.includes(b)'],
    ['a: unknown, b: unknown', 'a === b'],
  ],
  ASL105: [
    ['a: number, b: number', 'a / b'],
    ['a: number, b: number', 'a % b'],
    ['a: number, b: number', 'b >= 0 ? a / b : 0'],
    ['a: number', 'a / 0'],
  ],
  ASL106: [
    ['a?: string | null', 'a'],
    ['a?: string | null', 'a === undefined'],
    ['a?: string | null', '`${a}`'],
    ['a: unknown', 'a === null'],
    ['a: unknown', 'typeof a === "object"'],
  ],
  ASL107: [['s?: string', 's === undefined ? undefined : Number(s)']],
  ASL108: [
    ['', 'process'],
    ['', 'crypto.randomUUID()'],
  ],
  ASL109: [
    ['a: number[], f: (x: number) => number', 'a.map(f)'],
    ['a: number[]', 'a.map((x) => { let y = x; y += 1; return y; })'],
    ['a: number[]', 'a.map((x) => { for (const y of a) return y; return x; })'],
    ['a: number[]', 'a.map((...xs) => xs)'],
    ['n: number', 'forever(n)'],
    ['s: string', 's.replace("x", (match) => match + match)'],
    ['a: [number, number]', 'twice(...(a as unknown as [number]))'],
  ],
  ASL110: [
    ['s: string', '/x/m.test(s)'],
    ['s: string', '/[^"\\\\]/.test(s)'],
    ['s: string', 's.replace(/x*/g, "-")'],
    ['s: string', 's.split(/(,)/)'],
    ['s: string, y: string', 's.replace(/x/, () => y)'],
  ],
  ASL112: [
    ['p: Promise<number>', '(async () => (await p) + 1)()'],
    ['a: number[]', 'a.map(async (x) => x)'],
  ],
  ASL113: [
    ['s: string', 'new Date(s)'],
    ['s: string', '({ at: new Date(s) })'],
    ['', 'new Map()'],
    ['o: { f: () => number }', 'o.f'],
    ['', '({ f() { return 1; } })'],
  ],
};

/** The text is for people to read. */
const readable: [parameters: string, source: string, jsonata: string][] = [
  ['request: { quantity: number }', 'request.quantity > 0', '$request.quantity > 0'],
  ['orderId: string', '({ orderId })', "{'orderId': $orderId}"],
  ['result: { inStock: boolean }', '!result.inStock', '$not($result.inStock)'],
  ['total: number, redeemed: number', 'total - redeemed * 100 > 0', '$total - $redeemed * 100 > 0'],
  ['o: { redeem?: boolean }', 'o.redeem === true', '$o.redeem = true'],
  ['o: { items?: string[] }', 'o.items ?? ["demo"]', "$o.items != null ? $o.items : ['demo']"],
  [
    'o: { items?: string[] }',
    '(({ items = ["demo"] }) => items)(o)',
    "$exists($o.items) ? $o.items : ['demo']",
  ],
  ['o: { type: string }', '({ ...o, details: 1 }).type', '$o.type'],
  [
    's: string',
    's.replace("order-", "")',
    "$contains($s, 'order-') ? $substringBefore($s, 'order-') & $substringAfter($s, 'order-') : $s",
  ],
  ['', 'uuid4()', '$uuid()'],
  ['id: string', '`Order ${id} is late`', "'Order ' & $id & ' is late'"],
  ['a: Item[]', 'a.map((item) => item.sku)', '[$map($a, function($item) {$item.sku})]'],
  [
    'a: Item[]',
    'a.reduce((total, { price }) => total + price, 0)',
    '$reduce($a, function($total, $element) {$total + $element.price}, 0)',
  ],
  ['a: number, b: number', '(a + b) * 2 - (a - b)', '($a + $b) * 2 - ($a - $b)'],
  ['a: boolean, b: boolean, c: boolean', '(a || b) && !c', '($a or $b) and $not($c)'],
  ['s: string', 's.trim().length === 0', "$length($replace($s, /^\\s+|\\s+$/, '')) = 0"],
  ['count: number', '[count].map((count) => count + 1)', '[$map([$count], function($count2) {$count2 + 1})]'],
  ['a: string[]', 'a.some((x) => x === "a") ? 1 : 2', "true in $map($a, function($x) {$x = 'a'}) ? 1 : 2"],
];

/** All in one program, since making one takes most of the time. */
const compiled = new Map<string, Compiled>();
beforeAll(() => {
  const all = [Object.values(cases), Object.values(refused), [readable]].flat(2);
  const samples = all.map(([parameters, source]) => ({ parameters, source }));
  for (const result of compileSamples(samples, prelude)) {
    compiled.set(keyOf(result.sample.parameters, result.sample.source), result);
  }
});

function keyOf(parameters: string, source: string): string {
  return `(${parameters}) => ${source}`;
}

function compiledOf(parameters: string, source: string): Compiled {
  const found = compiled.get(keyOf(parameters, source));
  if (!found) throw new Error(`${source} was not compiled`);
  return found;
}

describe.each(Object.entries(cases))('%s mean in JSONata what they mean in JavaScript', (_, group) => {
  it.each(group)('(%s) => %s', async (parameters, source, ...argumentLists) => {
    const { refusal, jsonata, inNode, inJsonata } = compiledOf(parameters, source);
    expect(refusal?.reason).toBeUndefined();
    for (const args of argumentLists.length > 0 ? argumentLists : [[]]) {
      expect(await inJsonata(...args), `${jsonata} with ${JSON.stringify(args)}`).toEqual(inNode(...args));
    }
  });
});

describe.each(Object.entries(refused))('%s refuses', (code, group) => {
  it.each(group)('(%s) => %s', (parameters, source) => {
    const { refusal, jsonata } = compiledOf(parameters, source);
    expect(refusal, jsonata).toMatchObject({ code, severity: 'error' });
    expect(refusal?.sourceLine.slice(refusal.column - 1)).not.toBe('');
  });
});

it.each(readable)('(%s) => %s is written %s', (parameters, source, jsonata) => {
  expect(compiledOf(parameters, source).jsonata).toBe(jsonata);
});

it('docs/asl-language.md names every function and method', () => {
  const page = readFileSync(new URL('../../docs/asl-language.md', import.meta.url), 'utf8');
  const written = Object.keys(builtins).filter((name) => !name.startsWith('instant.'));
  const names = written.map((name) => name.split('.').at(-1) ?? name);
  expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(page))).toEqual([]);
});
