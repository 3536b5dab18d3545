import { expect, it } from 'vitest';
import { columnsOf, inWords, titleOf } from './cells';
import type { CollectionDescription } from './collection';

const things: CollectionDescription = {
  name: 'things',
  path: '/data/things',
  hasOwner: true,
  hasAll: false,
  sorts: [],
  filters: [],
  create: {},
  patch: {},
  counters: [],
  read: {
    properties: {
      text: { type: 'string', maxLength: 20_000 },
      tags: { type: 'array' },
      title: { type: 'string', maxLength: 200 },
      count: { type: 'integer' },
      id: { type: 'string' },
      created_at: { type: 'string' },
    },
  },
};

it('shows what tells most', () => {
  expect(columnsOf(things)).toEqual(['title', 'count']);
  expect(titleOf(things, { id: '1', version: 1, title: 'Rope', count: 2 })).toBe('Rope');
  expect(titleOf(things, { id: '1', version: 1, title: '', count: 2 })).toBe('1');
});

it.each([
  [null, 'due', '–'],
  [undefined, 'due', '–'],
  ['<b>', 'title', '<b>'],
  [0, 'count', '0'],
  [false, 'isNew', 'false'],
  [['a'], 'tags', '["a"]'],
  ['not a time', 'created_at', 'not a time'],
])('says %j in %s as %s', (value, field, words) => {
  expect(inWords(value, field)).toBe(words);
});
