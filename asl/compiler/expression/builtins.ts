import { arrayBuiltins } from './builtins/array.ts';
import type { Builtin, Builtins } from './builtins/builtin.ts';
import { dateBuiltins } from './builtins/date.ts';
import { numberBuiltins } from './builtins/number.ts';
import { objectBuiltins } from './builtins/object.ts';
import { stringBuiltins } from './builtins/string.ts';
import { apply } from './jsonata-syntax.ts';
import { stringType } from './value-type.ts';

/** Every function and method that compiles. A method stands under the kind of its receiver: `string.slice`. */
export const builtins: Builtins = {
  ...stringBuiltins,
  ...numberBuiltins,
  ...dateBuiltins,
  ...arrayBuiltins,
  ...objectBuiltins,
  /** Of the Temporal workflow API. */
  uuid4: { parameters: [], type: () => stringType, lower: () => apply('uuid') },
};

/** The builtin of this name. @throws RangeError when there is none */
export function builtinNamed(name: string): Builtin {
  const builtin = Object.hasOwn(builtins, name) ? builtins[name] : undefined;
  if (!builtin) throw new RangeError(`No builtin is named ${name}`);
  return builtin;
}
