import { expect, it } from 'vitest';
import { passwordProblem } from './password-rule';

const rule = { least: 4, most: 6 };

it.each([
  ['abcd', true],
  ['abc', false],
  ['abcdefg', false],
  ['🐦🐦🐦🐦', true],
  ['🐦🐦🐦', false],
  // Three letters, written as five code points.
  ['e\u0301e\u0301a', false],
])('counts characters as the API does: %s', (password, isFine) => {
  expect(passwordProblem(password, rule) === null).toBe(isFine);
});
