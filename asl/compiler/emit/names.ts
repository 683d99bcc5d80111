import type { Variable } from '../expression/expression.ts';
import { reservedNames } from '../expression/reserved-names.ts';
import { caught } from '../model/model.ts';

const stateNameLimit = 80;

/** Gives the variables of one machine their names, its nested processes included: ASCII, short, unique, nobody's function. */
export class VariableNames {
  readonly #names = new Map<Variable, string>();
  readonly #taken = new Set<string>();

  /** The variable's name; the first to ask gets the plain one. */
  nameOf(variable: Variable): string {
    if (variable === caught) return caught.name;
    const known = this.#names.get(variable);
    if (known !== undefined) return known;
    const ascii = variable.name
      .replace(/[^A-Za-z0-9_]/g, '')
      .replace(/^[0-9_]+/, '')
      .slice(0, 60);
    const base = ascii === '' || reservedNames.has(ascii) || ascii === caught.name ? `${ascii}Value` : ascii;
    const name = firstFree(
      base,
      (candidate) => !this.#taken.has(candidate),
      (number) => `${base}${number}`,
    );
    this.#names.set(variable, name);
    this.#taken.add(name);
    return name;
  }
}

/** Gives the states of one machine their names, those of its nested machines included. */
export class StateNames {
  readonly #taken = new Set<string>();

  create(title: string): string {
    const base = title.slice(0, stateNameLimit).trimEnd();
    const name = firstFree(
      base,
      (candidate) => !this.#taken.has(candidate),
      (number) => numbered(base, number),
    );
    this.#taken.add(name);
    return name;
  }
}

/** "Is In Stock?" becomes "Is In Stock 2?". */
function numbered(title: string, number: number): string {
  const [, text = '', mark = ''] = /^(.*?)(\?*)$/.exec(title) ?? [];
  const ending = ` ${number}${mark}`;
  return text.slice(0, stateNameLimit - ending.length) + ending;
}

function firstFree(
  base: string,
  isFree: (name: string) => boolean,
  variant: (number: number) => string,
): string {
  if (isFree(base)) return base;
  let number = 2;
  while (!isFree(variant(number))) number++;
  return variant(number);
}
