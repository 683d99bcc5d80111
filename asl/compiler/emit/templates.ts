import { call, type Expression, literal, stored, type Variable } from '../expression/expression.ts';
import { toJsonata } from '../expression/jsonata.ts';
import { visit } from '../expression/rewrite.ts';
import { mayBe, numberType, typeOf, union } from '../expression/value-type.ts';
import type { Assign, Template } from './machine.ts';
import { type Assignment, caught } from '../model/model.ts';
import { VariableNames } from './names.ts';
import { arithmetic } from '../model/terms.ts';

/** Writes the values of one machine into its JSON: as they are where they are known, in JSONata where not. */
export class Templates {
  readonly #variables = new VariableNames();
  readonly #nameOf = (of: Variable): string => this.#variables.nameOf(of);

  /** What an edge sets. `keep` makes each value something that can be kept. */
  assign(assignments: Assignment[], keep = stored): { Assign?: Assign } {
    if (assignments.length === 0) return {};
    const entries = assignments.map(
      ({ variable: of, value }) => [this.#nameOf(of), this.template(keep(value))] as const,
    );
    return { Assign: Object.fromEntries(entries) };
  }

  /** Assignments of a Catch, where `caught` stands for the failure. */
  assignCaught(assignments: Assignment[], failure: string): { Assign?: Assign } {
    const { Assign } = this.assign(assignments);
    if (!Assign) return {};
    for (const { variable: of, value } of assignments) {
      if (value.kind === 'variable' && value.variable === caught)
        Assign[this.#nameOf(of)] = `{% ${failure} %}`;
      else if (reads(value, caught)) {
        Assign[this.#nameOf(of)] = `{% ($caught := ${failure}; ${toJsonata(stored(value), this.#nameOf)}) %}`;
      }
    }
    return { Assign };
  }

  /** Milliseconds in whole seconds, rounded up. */
  seconds(milliseconds: Expression, least: number): number | string {
    if (milliseconds.kind === 'literal') return Math.max(least, Math.ceil(Number(milliseconds.value) / 1000));
    const seconds = call('Math.ceil', numberType, arithmetic(milliseconds, '/', literal(1000)));
    return this.jsonata(call('Math.max', numberType, literal(least), seconds));
  }

  /** A value in JSONata. */
  jsonata(value: Expression): string {
    return `{% ${toJsonata(value, this.#nameOf)} %}`;
  }

  /** A value as JSON, in JSONata where it has to be computed. */
  template(value: Expression): Template {
    if (value.kind === 'literal') return this.#literal(value);
    if (value.kind === 'array' && value.items.length === 0) return [];
    if (value.kind === 'object') {
      const entries: [string, Template][] = [];
      for (const entry of value.entries) {
        if (entry.kind !== 'property' || entry.key.kind !== 'literal') return this.jsonata(value);
        if (mayBe(entry.value.type, 'undefined', 'nan')) return this.jsonata(value);
        entries.push([String(entry.key.value), this.template(entry.value)]);
      }
      return Object.fromEntries(entries);
    }
    return this.jsonata(value);
  }

  /** The same where Step Functions takes an object or an expression only. */
  whole(value: Expression): Template {
    const template = this.template(value);
    const isObject = template !== null && typeof template === 'object' && !Array.isArray(template);
    return isObject || (typeof template === 'string' && template.startsWith('{%'))
      ? template
      : this.jsonata(value);
  }

  #literal(value: Expression & { kind: 'literal' }): Template {
    if (value.value === undefined) return null;
    if (typeof value.value !== 'string') return value.value;
    return !/^(?!.*(\{%|%\})).+$/.test(value.value) ? this.jsonata(value) : value.value;
  }
}

/** `stored` for a state without a Catch: what comes from outside may be missing, whatever its type says. */
export function total(value: Expression): Expression {
  if (value.kind !== 'property' && value.kind !== 'element') return stored(value);
  return stored({ ...value, type: union(value.type, typeOf('undefined')) });
}

function reads(value: Expression, of: Variable): boolean {
  let found = false;
  visit(value, (part) => {
    if (part.kind === 'variable' && part.variable === of) found = true;
  });
  return found;
}
