import type { Expression, Variable } from './expression.ts';
import { fold } from './fold.ts';
import { print } from './jsonata-syntax.ts';
import { lower } from './lower.ts';

/**
 * The expression in JSONata, without the `{% %}`. It yields the JavaScript value; nothing at all where that is undefined
 * (`stored` makes it null).
 *
 * @param nameOf the name of a state variable, without `$`; must keep clear of `reservedNames`
 */
export function toJsonata(expression: Expression, nameOf: (variable: Variable) => string): string {
  return print(lower(fold(expression)), nameOf);
}
