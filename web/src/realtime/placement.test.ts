import { expect, it } from 'vitest';
import { belongs, inOrderOf, isSortable } from './placement';

const document = { id: '2', version: 1, owner_id: 'ada', status: 'open', due: '2026-12-01', price: '9.50' };

it.each([
  [undefined, true],
  [{}, true],
  [{ limit: 50, sort: 'due', cursor: 'x' }, true],
  [{ status: 'open' }, true],
  [{ status: 'done' }, false],
  [{ status: null }, true],
  [{ status: 'open', due: '2026-12-02' }, false],
  [{ owner: 'ada' }, true],
  [{ owner: 'bob' }, false],
  [{ due__gte: '2026-01-01' }, undefined],
  [{ status: 'done', due__gte: '2026-01-01' }, false],
])('%j: belongs %s', (query, is) => {
  expect(belongs(document, query)).toBe(is);
});

it.each([
  [{}, true],
  [{ sort: 'due' }, true],
  [{ sort: '-status' }, true],
  [{ sort: 'price' }, false],
  [{ sort: 'missing' }, false],
])('%j: sortable %s', (query, is) => {
  expect(isSortable(document, query)).toBe(is);
});

it.each([
  [undefined, '321'],
  [{ sort: 'id' }, '123'],
  [{ sort: 'due' }, '213'],
  [{ sort: '-due' }, '312'],
])('%j sorts as %s', (query, ids) => {
  const documents = [
    { id: '1', version: 1, due: '2026-12-02' },
    { id: '2', version: 1, due: '2026-12-01' },
    { id: '3', version: 1, due: null },
  ];
  const sorted = documents.toSorted(inOrderOf(query));
  expect(sorted.map(({ id }) => id).join('')).toBe(ids);
});

it('lets the ids decide between equals', () => {
  const equals = ['1', '2'].map((id) => ({ id, version: 1, due: null }));
  expect(equals.toSorted(inOrderOf({ sort: '-due' })).map(({ id }) => id)).toEqual(['2', '1']);
});
