import { expect, it } from 'vitest';
import {
  add,
  type Cart,
  countOf,
  isFull,
  MOST_OF_ONE,
  MOST_PRODUCTS,
  readCart,
  remove,
  setQuantity,
  writeCart,
} from './cart';

const id = (number: number) => `0199f000-0000-7000-8000-${String(number).padStart(12, '0')}`;
const LANTERN = id(1);
const SEXTANT = id(2);

it('is what was written', () => {
  const cart: Cart = [
    { id: LANTERN, quantity: 2 },
    { id: SEXTANT, quantity: 1 },
  ];
  expect(readCart(writeCart(cart))).toEqual(cart);
});

it.each([null, '', 'null', '7', '{}', '{"id":', '"cart"', '[null, 1, "x", {}, []]', '{"length": 3}'])(
  'is empty where the browser kept %s',
  (stored) => {
    expect(readCart(stored)).toEqual([]);
  },
);

it('passes over what is no item, and keeps the others', () => {
  const stored = [
    { id: '../../users', quantity: 1 },
    { id: LANTERN, quantity: 0 },
    { id: LANTERN, quantity: 1.5 },
    { id: LANTERN, quantity: '1' },
    { id: SEXTANT, quantity: 3, price: '0.01' },
    { id: SEXTANT, quantity: 9 },
  ];
  expect(readCart(JSON.stringify(stored))).toEqual([{ id: SEXTANT, quantity: 3 }]);
});

it('reads no more than the API takes', () => {
  const stored = Array.from({ length: MOST_PRODUCTS + 5 }, (_, number) => ({ id: id(number), quantity: 10 ** 9 }));
  const cart = readCart(JSON.stringify(stored));
  expect(cart).toHaveLength(MOST_PRODUCTS);
  expect(cart[0]?.quantity).toBe(MOST_OF_ONE);
});

it('adds to what is there of a product', () => {
  const cart = add(add(add([], LANTERN, 2), SEXTANT, 1), LANTERN, 3);
  expect(cart).toEqual([
    { id: LANTERN, quantity: 5 },
    { id: SEXTANT, quantity: 1 },
  ]);
  expect(countOf(cart)).toBe(6);
});

it('has bounds', () => {
  const full = readCart(
    writeCart(Array.from({ length: MOST_PRODUCTS }, (_, number) => ({ id: id(number), quantity: 1 }))),
  );
  expect(isFull(full, id(99))).toBe(true);
  expect(isFull(full, id(1))).toBe(false);
  expect(add(full, id(99), 1)).toEqual(full);
  expect(add([{ id: LANTERN, quantity: MOST_OF_ONE }], LANTERN, 1)).toEqual([{ id: LANTERN, quantity: MOST_OF_ONE }]);
  expect(setQuantity([{ id: LANTERN, quantity: 2 }], LANTERN, 0)).toEqual([{ id: LANTERN, quantity: 1 }]);
});

it('lets go of a product', () => {
  expect(remove(add(add([], LANTERN, 2), SEXTANT, 1), LANTERN)).toEqual([{ id: SEXTANT, quantity: 1 }]);
});
