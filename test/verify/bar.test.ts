// The bar that a person watches while a history is verified.
import { expect, it } from 'vitest';
import { bar } from '../../scripts/verify/bar.ts';

it.each([
  [0, 0, '[........................] 0 of ?'],
  [0, 10, '[........................] 0 of 10'],
  [5, 10, '[############............] 5 of 10'],
  [10, 10, '[########################] 10 of 10'],
  [11, 10, '[########################] 11 of 10'],
])('%i of %i is shown as %s', (done, total, shown) => {
  expect(bar(done, total)).toBe(shown);
});
