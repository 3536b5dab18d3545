import { expect, it } from 'vitest';
import { fromCents, lineTotal, money, toCents, total } from './money';

it.each([
  ['24.5', 2450n],
  ['24.05', 2405n],
  ['640', 64000n],
  ['0', 0n],
  ['9999999999.99', 999999999999n],
])('reads %s', (price, cents) => {
  expect(toCents(price)).toBe(cents);
});

it.each(['', '-1', '1.234', '1e3', 'NaN', '1,50', ' 1', '.5'])('does not take %j for a price', (price) => {
  expect(() => toCents(price)).toThrow(RangeError);
});

it.each([
  [0n, '0.00'],
  [5n, '0.05'],
  [2450n, '24.50'],
])('writes %s cents', (cents, price) => {
  expect(fromCents(cents)).toBe(price);
});

it('adds what floats would not', () => {
  expect(
    total([
      { price: '0.1', quantity: 1 },
      { price: '0.2', quantity: 1 },
    ]),
  ).toBe('0.30');
  expect(
    total([
      { price: '9999999999.99', quantity: 1000 },
      { price: '0.01', quantity: 1 },
    ]),
  ).toBe('9999999999990.01');
  expect(lineTotal({ price: '1.1', quantity: 3 })).toBe('3.30');
  expect(total([])).toBe('0.00');
});

it('shows large sums to the cent', () => {
  expect(money('90071992547409.93').replaceAll(/\D/g, '')).toBe('9007199254740993');
});
