import { ApplicationFailure } from '@temporalio/common';
import type { z } from 'zod';

/**
 * `input` as `schema` has it.
 *
 * @throws ApplicationFailure `InvalidInput`, non-retryable, naming each field that is wrong
 */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'input'}: ${message}`);
  throw ApplicationFailure.nonRetryable(problems.join('; '), 'InvalidInput');
}
