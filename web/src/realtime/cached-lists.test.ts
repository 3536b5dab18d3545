import { QueryClient } from '@tanstack/react-query';
import { expect, it } from 'vitest';
import { cachedVersion, dropDocument, placeDocument } from './cached-lists';

interface Note {
  id: string;
  version: number;
  owner_id: string;
  status: string;
  due: string | null;
  title: string;
}

const queries = { list: 'notesList', item: 'notesGet' };
const note = (id: string, more: Partial<Note> = {}): Note => ({
  id,
  version: 1,
  owner_id: 'ada',
  status: 'open',
  due: null,
  title: '',
  ...more,
});
const listKey = (query?: object) => [{ _id: 'notesList', _infinite: true, ...(query && { query }) }];
const itemKey = (id: string) => [{ _id: 'notesGet', path: { id } }];

/** A cache with one list: ids by page, and whether there is more to read. */
function cacheOf(pages: string[], { hasMore = false, query }: { hasMore?: boolean; query?: object } = {}) {
  const client = new QueryClient();
  client.setQueryData(listKey(query), {
    pageParams: [],
    pages: pages.map((ids, number) => ({
      items: [...ids].map((id) => note(id)),
      next_cursor: number < pages.length - 1 || hasMore ? 'more' : null,
    })),
  });
  return client;
}

const shown = (client: QueryClient, query?: object) =>
  client
    .getQueryData<{ pages: { items: Note[] }[] }>(listKey(query))
    ?.pages.map(({ items }) => items.map(({ id }) => id).join(''));

it.each([
  [['97', '53'], '8', ['987', '53']],
  [['97', '53'], '6', ['97', '653']],
  [['97', '53'], '4', ['97', '543']],
  [['97', '53'], '1', ['97', '531']],
  [[''], '1', ['1']],
  [['97', ''], '1', ['97', '1']],
])('puts into %j the new %s', (pages, id, after) => {
  const client = cacheOf(pages);
  placeDocument(client, queries, note(id));
  expect(shown(client)).toEqual(after);
});

it('leaves what is behind the pages that were read to reading on', () => {
  const client = cacheOf(['97', '53'], { hasMore: true });
  placeDocument(client, queries, note('1'));
  expect(shown(client)).toEqual(['97', '53']);
});

it('replaces a document where it stands, and where it is cached alone', () => {
  const client = cacheOf(['97', '53']);
  client.setQueryData(itemKey('7'), note('7'));
  placeDocument(client, queries, note('7', { version: 2, title: 'new' }));

  expect(shown(client)?.join('')).toBe('9753');
  expect(client.getQueryData(itemKey('7'))).toMatchObject({ title: 'new' });
  expect(cachedVersion(client, queries, '7')).toBe(2);
});

it('moves a document whose order changed, and takes it out where it no longer belongs', () => {
  const byDay = { sort: 'due' };
  const client = cacheOf(['135'], { query: byDay });
  client.setQueryData(listKey({ status: 'open' }), { pageParams: [], pages: [{ items: [note('5'), note('3')] }] });
  placeDocument(client, queries, note('5', { version: 2, due: '2026-12-01', status: 'done' }));

  expect(shown(client, byDay)).toEqual(['513']);
  expect(shown(client, { status: 'open' })).toEqual(['3']);
});

it('never goes back to an older version', () => {
  const client = cacheOf(['97']);
  placeDocument(client, queries, note('7', { version: 5, title: 'new' }));
  placeDocument(client, queries, note('7', { version: 4, title: 'old' }));
  expect(cachedVersion(client, queries, '7')).toBe(5);
});

it('asks the server where only it knows the order', () => {
  const query = { due__gte: '2026-01-01' };
  const client = cacheOf(['97'], { query });
  placeDocument(client, queries, note('8'));

  expect(shown(client, query)).toEqual(['97']);
  expect(client.getQueryState(listKey(query))?.isInvalidated).toBe(true);
});

it("puts another's documents into the lists that ask for them alone", () => {
  const client = cacheOf(['97']);
  client.setQueryData(listKey({ owner: 'bob' }), { pageParams: [], pages: [{ items: [] }] });
  placeDocument(client, queries, note('8', { owner_id: 'bob' }), 'bob');

  expect(shown(client)).toEqual(['97']);
  expect(shown(client, { owner: 'bob' })).toEqual(['8']);
});

it('takes a deleted document out of every list, and lets its own page ask', () => {
  const client = cacheOf(['97', '53']);
  client.setQueryData(itemKey('5'), note('5'));
  dropDocument(client, queries, '5');

  expect(shown(client)).toEqual(['97', '3']);
  expect(client.getQueryState(itemKey('5'))?.isInvalidated).toBe(true);
});

it('leaves other collections alone', () => {
  const client = cacheOf(['97']);
  const other = [{ _id: 'thingsList', _infinite: true }];
  client.setQueryData(other, { pageParams: [], pages: [{ items: [note('7')] }] });
  dropDocument(client, queries, '7');
  expect(client.getQueryData(other)).toMatchObject({ pages: [{ items: [{ id: '7' }] }] });
});
