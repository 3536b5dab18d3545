import { expect, it } from 'vitest';
import { compareChanges } from './clash';

const base = { title: 'a', body: '', tags: ['x'] };

it('takes of what was entered only what was changed', () => {
  expect(compareChanges(base, { title: 'a', tags: ['x', 'y'] }, base)).toEqual({
    mine: { tags: ['x', 'y'] },
    clashing: [],
  });
});

it('sees no clash in different fields, nor in the same change', () => {
  const now = { ...base, body: 'theirs', title: 'b' };
  expect(compareChanges(base, { title: 'b', tags: [] }, now)).toEqual({ mine: { title: 'b', tags: [] }, clashing: [] });
});

it('sees one where the same field was changed to something else', () => {
  expect(compareChanges(base, { title: 'mine', body: '' }, { ...base, title: 'theirs' })).toEqual({
    mine: { title: 'mine' },
    clashing: ['title'],
  });
});
