import { expect, it } from 'vitest';
import { isSameAddress } from './same-address';

it.each(['ada@example.com', ' Ada@Example.com '])('takes %j', (typed) => {
  expect(isSameAddress(typed, 'ada@example.com')).toBe(true);
});

it.each(['', 'ada@example.co', 'eve@example.com'])('refuses %j', (typed) => {
  expect(isSameAddress(typed, 'ada@example.com')).toBe(false);
});
