import { expect, it } from 'vitest';
import { backOff } from './back-off';

it('doubles its bound, up to half a minute', () => {
  expect([0, 1, 2, 5, 6, 20, 2000].map((attempt) => backOff(attempt, () => 1))).toEqual([
    500, 1_000, 2_000, 16_000, 30_000, 30_000, 30_000,
  ]);
});

it('takes any time below its bound', () => {
  expect([0, 0.25, 0.5].map((random) => backOff(1, () => random))).toEqual([0, 250, 500]);
});
