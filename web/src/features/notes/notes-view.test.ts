import { expect, it } from 'vitest';
import { readNotesView } from './notes-view';

it.each([
  [{}, {}],
  [{ show: 'open' }, { show: 'open' }],
  [
    { show: 'done', sort: 'due' },
    { show: 'done', sort: 'due' },
  ],
  [{ show: 'everything', sort: 'title', seen: 1 }, {}],
  [{ show: ['open'], sort: null }, {}],
])('reads %j as %j', (search, view) => {
  expect(readNotesView(search)).toEqual(view);
});
