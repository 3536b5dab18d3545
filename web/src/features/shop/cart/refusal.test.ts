import { expect, it } from 'vitest';
import { changesSince, positionsOf, reasonsOf } from './refusal';

const lantern = { name: 'Lantern', price: '41', stock: 3 };
const sextant = { name: 'Sextant', price: '640', stock: 0 };
const problem = (pointer: string) => ({ in: 'body' as const, pointer, code: 'out-of-stock', message: '' });

it('finds nothing to say where nothing has changed, or nothing was seen before', () => {
  expect(changesSince([lantern, undefined], [{ ...lantern, stock: 1 }, sextant])).toEqual([]);
});

it('names what costs something else now, and what is gone', () => {
  expect(changesSince([lantern, sextant], [{ ...lantern, price: '42.5' }, undefined])).toEqual([
    { kind: 'price', name: 'Lantern', before: '41', now: '42.5' },
    { kind: 'gone', name: 'Sextant' },
  ]);
});

it('reads which items were refused', () => {
  const problems = [
    problem('/items/1'),
    problem('/items/0/product_id'),
    problem('/items/1/quantity'),
    problem('/address'),
  ];
  expect(positionsOf(problems)).toEqual([1, 0]);
});

it('says how many are left of what was refused', () => {
  expect(reasonsOf([problem('/items/1'), problem('/items/0'), problem('/items/2')], [lantern, sextant])).toEqual([
    { kind: 'short', name: 'Sextant', left: 0 },
    { kind: 'short', name: 'Lantern', left: 3 },
    { kind: 'gone', name: undefined },
  ]);
});
