import type { Variable } from './expression.ts';
import { reservedNames } from './reserved-names.ts';

/** JSONata, as a tree. */
export type Jsonata =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'variable'; readonly variable: Variable }
  /** Something of `$states`, as it is written. */
  | { readonly kind: 'states'; readonly path: string }
  | { readonly kind: 'path'; readonly object: Jsonata; readonly name: string }
  | { readonly kind: 'filter'; readonly list: Jsonata; readonly index: Jsonata }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Jsonata[] }
  | {
      readonly kind: 'binary';
      readonly operator: JsonataOperator;
      readonly left: Jsonata;
      readonly right: Jsonata;
    }
  | { readonly kind: 'negate'; readonly operand: Jsonata }
  | {
      readonly kind: 'conditional';
      readonly test: Jsonata;
      readonly then: Jsonata;
      readonly otherwise?: Jsonata;
    }
  | { readonly kind: 'array'; readonly items: readonly Jsonata[] }
  | { readonly kind: 'range'; readonly from: Jsonata; readonly to: Jsonata }
  | { readonly kind: 'object'; readonly entries: readonly (readonly [Jsonata, Jsonata])[] }
  | { readonly kind: 'function'; readonly parameters: readonly Variable[]; readonly body: Jsonata }
  | { readonly kind: 'block'; readonly variable: Variable; readonly value: Jsonata; readonly body: Jsonata }
  | { readonly kind: 'regex'; readonly source: string; readonly flags: string };

type JsonataOperator =
  ('+' | '-' | '*' | '/' | '%' | '&') | ('=' | '!=' | '<' | '<=' | '>' | '>=' | 'in') | 'and' | 'or';

const bindingPower: Record<JsonataOperator, number> = {
  or: 25,
  and: 30,
  ...{ '=': 40, '!=': 40, '<': 40, '<=': 40, '>': 40, '>=': 40, in: 40 },
  ...{ '+': 50, '-': 50, '&': 50 },
  ...{ '*': 60, '/': 60, '%': 60 },
};
const conditionalPower = 20;
const prefixPower = 70;
const postfixPower = 80;

/** The text of the tree. Local variables get names that keep clear of the state variables' and of JSONata's own. */
export function print(root: Jsonata, nameOf: (variable: Variable) => string): string {
  const names = new Map<Variable, string>();
  const taken = new Set(reservedNames);
  for (const variable of variablesOf(root)) {
    if (variable.scope === 'state') taken.add(nameOf(variable));
  }

  return printAt(root, 0);

  function printAt(node: Jsonata, power: number): string {
    const text = printNode(node);
    return powerOf(node) < power ? `(${text})` : text;
  }

  function printNode(node: Jsonata): string {
    switch (node.kind) {
      case 'literal':
        return typeof node.value === 'string' ? quote(node.value) : String(node.value);
      case 'variable':
        return `$${node.variable.scope === 'state' ? nameOf(node.variable) : names.get(node.variable)}`;
      case 'states':
        return `$states.${node.path}`;
      case 'path':
        return `${printAt(node.object, postfixPower)}.${fieldName(node.name)}`;
      case 'filter': {
        const list = printAt(node.list, node.list.kind === 'filter' ? Infinity : postfixPower);
        return `${list}[${printAt(node.index, 0)}]`;
      }
      case 'call':
        return `$${node.name}(${node.args.map((arg) => printAt(arg, 0)).join(', ')})`;
      case 'binary': {
        const power = bindingPower[node.operator];
        const right = associates(node) ? power : power + 1;
        return `${printAt(node.left, power)} ${node.operator} ${printAt(node.right, right)}`;
      }
      case 'negate':
        return `-${printAt(node.operand, prefixPower)}`;
      case 'conditional': {
        const test = printAt(node.test, conditionalPower + 1);
        const then = printAt(node.then, node.then.kind === 'conditional' ? Infinity : 0);
        return `${test} ? ${then}${node.otherwise ? ` : ${printAt(node.otherwise, 0)}` : ''}`;
      }
      case 'array':
        return `[${node.items.map((item) => printAt(item, 0)).join(', ')}]`;
      case 'range':
        return `[${printAt(node.from, conditionalPower + 1)}..${printAt(node.to, conditionalPower + 1)}]`;
      case 'object':
        return `{${node.entries.map(([key, value]) => `${printAt(key, 0)}: ${printAt(value, 0)}`).join(', ')}}`;
      case 'function': {
        const parameters = node.parameters.map((parameter) => `$${declare(parameter)}`).join(', ');
        const body = printAt(node.body, 0);
        node.parameters.forEach(forget);
        return `function(${parameters}) {${body}}`;
      }
      case 'block': {
        const bound: Variable[] = [];
        const bindings: string[] = [];
        let body: Jsonata = node;
        for (; body.kind === 'block'; body = body.body) {
          const value = printAt(body.value, 0);
          bindings.push(`$${declare(body.variable)} := ${value}`);
          bound.push(body.variable);
        }
        const result = printAt(body, 0);
        bound.forEach(forget);
        return `(${bindings.join('; ')}; ${result})`;
      }
      case 'regex':
        return `/${node.source}/${node.flags}`;
    }
  }

  /** Gives a local variable its name, which is its own as long as it can be seen. */
  function declare(variable: Variable): string {
    const base = variable.name.replace(/[^A-Za-z0-9_]/g, '') || 'value';
    let name = base;
    for (let number = 2; taken.has(name); number++) name = `${base}${number}`;
    names.set(variable, name);
    taken.add(name);
    return name;
  }

  function forget(variable: Variable): void {
    taken.delete(names.get(variable) ?? '');
  }
}

/** Whether `a op (b op c)` may be written without the brackets: the value is the same either way. */
function associates({ operator, right }: { operator: JsonataOperator; right: Jsonata }): boolean {
  return right.kind === 'binary' && right.operator === operator && ['and', 'or', '&'].includes(operator);
}

function powerOf(node: Jsonata): number {
  switch (node.kind) {
    case 'binary':
      return bindingPower[node.operator];
    case 'conditional':
      return conditionalPower;
    case 'negate':
      return prefixPower;
    case 'literal':
      return typeof node.value === 'number' && node.value < 0 ? prefixPower : Infinity;
    case 'array':
    case 'range':
    case 'object':
      return prefixPower;
    case 'path':
    case 'filter':
      return postfixPower;
    default:
      return Infinity;
  }
}

const escapes: Record<string, string> = {
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
};

/** JSONata has no escape for an apostrophe: a text with one stands between double quotes. */
function quote(text: string): string {
  const mark = text.includes("'") ? '"' : "'";
  const escaped = text.replace(/[\\\u0000-\u001f"]/g, (character) => {
    if (character === '"') return mark === '"' ? '\\"' : '"';
    return escapes[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  return mark + escaped + mark;
}

const words = new Set(['and', 'or', 'in', 'true', 'false', 'null', 'function']);

function fieldName(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !words.has(name) ? name : `\`${name}\``;
}

/** A name that no way of quoting can say. */
export function isUnsayable(name: string): boolean {
  return name === '' || name.includes('`');
}

function variablesOf(node: Jsonata, found = new Set<Variable>()): Set<Variable> {
  if (node.kind === 'variable') found.add(node.variable);
  for (const part of partsOf(node)) variablesOf(part, found);
  return found;
}

function partsOf(node: Jsonata): readonly Jsonata[] {
  switch (node.kind) {
    case 'literal':
    case 'variable':
    case 'states':
    case 'regex':
      return [];
    case 'path':
      return [node.object];
    case 'filter':
      return [node.list, node.index];
    case 'call':
      return node.args;
    case 'binary':
      return [node.left, node.right];
    case 'negate':
      return [node.operand];
    case 'conditional':
      return node.otherwise ? [node.test, node.then, node.otherwise] : [node.test, node.then];
    case 'array':
      return node.items;
    case 'range':
      return [node.from, node.to];
    case 'object':
      return node.entries.flat();
    case 'function':
      return [node.body];
    case 'block':
      return [node.value, node.body];
  }
}

// Short ways to build the tree.

export function constant(value: string | number | boolean | null): Jsonata {
  return { kind: 'literal', value };
}

export function apply(name: string, ...args: Jsonata[]): Jsonata {
  return { kind: 'call', name, args };
}

export function operation(left: Jsonata, operator: JsonataOperator, right: Jsonata): Jsonata {
  return { kind: 'binary', operator, left, right };
}

/** `test ? then : otherwise`; without `otherwise` it yields nothing when the test fails. */
export function choose(test: Jsonata, then: Jsonata, otherwise?: Jsonata): Jsonata {
  return { kind: 'conditional', test, then, ...(otherwise ? { otherwise } : {}) };
}

export function list(...items: Jsonata[]): Jsonata {
  return { kind: 'array', items };
}

export function lambda(parameters: readonly Variable[], body: Jsonata): Jsonata {
  return { kind: 'function', parameters, body };
}

export function read(variable: Variable): Jsonata {
  return { kind: 'variable', variable };
}

export function pattern(source: string, flags = ''): Jsonata {
  return { kind: 'regex', source, flags };
}
