import type { z } from 'zod';
import { isIdIssue } from '../activities/inputs/ids.ts';
import { bodyError, type FieldError, Problem } from './problem.ts';

/** Where a value came from. */
export type Source = 'body' | 'path' | 'query' | 'header';

/**
 * `input` as `schema` has it.
 *
 * @throws Problem naming each field that is wrong: `malformed-request` for an id that is none and for anything outside the
 * body, else `invalid-input`
 */
export function validate<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  source: Source,
): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const errors = issues.flatMap((issue) => fieldErrors(issue, source));
  throw new Problem(
    source !== 'body' || issues.some(isIdIssue) ? 'malformed-request' : 'invalid-input',
    errors.map(({ field, detail }) => `${field}: ${detail}`).join('; '),
    { errors },
  );
}

function fieldErrors(issue: z.core.$ZodIssue, source: Source): FieldError[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => fieldError([...issue.path, key], 'is not known', source));
  }
  return [fieldError(issue.path, issue.message, source)];
}

function fieldError(path: readonly PropertyKey[], detail: string, source: Source): FieldError {
  return source === 'body' ? bodyError(path, detail) : { detail, field: path.map(String).join('.') };
}
