import { expect, it } from 'vitest';
import { preparationLimit } from '../../activities/preparation-limit.ts';

const HOUR = 3_600_000;
const limitOf = (text?: string) =>
  preparationLimit(text === undefined ? {} : { CHECKOUT_PREPARATION_LIMIT: text });

it.each([
  [undefined, 24 * HOUR],
  ['', 24 * HOUR],
  ['90 minutes', 1.5 * HOUR],
  ['1s', 1000],
  ['360 days', 360 * 24 * HOUR],
])('%j is %d ms', (text, milliseconds) => {
  expect(limitOf(text)).toBe(milliseconds);
});

it.each(['soon', '0', '999 ms', '-1 hour', '361 days', '24 hours or so'])('%j is refused', (text) => {
  expect(() => limitOf(text)).toThrow(`CHECKOUT_PREPARATION_LIMIT must be a duration from 1 second`);
});
