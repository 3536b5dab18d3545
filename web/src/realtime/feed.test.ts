import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ProblemError } from '../shared/http/problem-error';
import { type Change, createFeed, type LiveCollection } from './feed';

const key = [{ _id: 'notesList', _infinite: true }];
const queries = { list: 'notesList', item: 'notesGet' };
const note = (id: string, version: number, title = '') => ({ id, version, title });
const change = (id: string, version: number, title = ''): Change => ({
  op: 'updated',
  id,
  version,
  document: note(id, version, title),
});
const deletion = (id: string, version: number): Change => ({ op: 'deleted', id, version, document: null });

let client: QueryClient;
beforeEach(() => {
  client = new QueryClient();
  client.setQueryData(key, { pageParams: [], pages: [{ items: [note('1', 10, 'a')], next_cursor: null }] });
});
afterEach(() => vi.useRealTimers());

const shown = () =>
  client
    .getQueryData<{ pages: { items: { id: string; title: string }[] }[] }>(key)
    ?.pages.flatMap(({ items }) => items.map(({ id, title }) => id + title));

const feedOf = (changes?: LiveCollection['changes']) =>
  createFeed(client, { name: 'notes', queries, ...(changes && { changes }) });

it('shows what is newer and drops what is not, whatever comes twice or late', () => {
  const feed = feedOf();
  for (const each of [change('1', 12, 'c'), change('1', 11, 'b'), change('1', 12, 'x'), change('2', 5, 'd')]) {
    feed.take(each);
  }
  expect(shown()).toEqual(['2d', '1c']);
});

it('does not bring back what was deleted', () => {
  const feed = feedOf();
  feed.take(deletion('1', 12));
  feed.take(change('1', 11, 'late'));
  expect(shown()).toEqual([]);
});

it('reads again what was too large to be sent', () => {
  feedOf().take({ op: 'updated', id: '1', version: 12 });
  expect(client.getQueryState(key)?.isInvalidated).toBe(true);
});

it('begins now, and goes on from cursor to cursor until there is no more', async () => {
  const changes = vi
    .fn<NonNullable<LiveCollection['changes']>>()
    .mockResolvedValueOnce({ data: { changes: [change('2', 11)], next_cursor: 'A', has_more: true } })
    .mockResolvedValueOnce({ data: { changes: [change('3', 12)], next_cursor: 'B', has_more: false } })
    .mockResolvedValueOnce({ data: { changes: [deletion('2', 13)], next_cursor: 'C', has_more: false } });
  const feed = feedOf(changes);

  await feed.catchUp();
  await feed.catchUp();

  expect(changes.mock.calls.map(([{ query }]) => query.since)).toEqual(['now', 'A', 'B']);
  expect(shown()).toEqual(['3', '1a']);
});

it('reads everything again when its cursor is gone, and begins now the next time', async () => {
  const gone = new ProblemError({ type: 'urn:problem-type:gone', status: 410 });
  const page = { data: { changes: [], next_cursor: 'A', has_more: false } };
  const changes = vi
    .fn<NonNullable<LiveCollection['changes']>>()
    .mockResolvedValueOnce(page)
    .mockRejectedValueOnce(gone)
    .mockResolvedValueOnce(page);
  const feed = feedOf(changes);
  await feed.catchUp();

  await feed.catchUp();
  expect(client.getQueryState(key)?.isInvalidated).toBe(true);
  await feed.catchUp();
  expect(changes.mock.calls.map(([{ query }]) => query.since)).toEqual(['now', 'A', 'now']);
});

it('throws every other error, and goes on from where it was', async () => {
  const busy = new ProblemError({ status: 503 });
  const changes = vi
    .fn<NonNullable<LiveCollection['changes']>>()
    .mockResolvedValueOnce({ data: { changes: [], next_cursor: 'A', has_more: false } })
    .mockRejectedValueOnce(busy)
    .mockResolvedValueOnce({ data: { changes: [], next_cursor: 'B', has_more: false } });
  const feed = feedOf(changes);
  await feed.catchUp();

  await expect(feed.catchUp()).rejects.toBe(busy);
  await feed.catchUp();
  expect(changes.mock.calls.map(([{ query }]) => query.since)).toEqual(['now', 'A', 'A']);
});

it('reads the lists again where a collection keeps no feed', async () => {
  await feedOf().catchUp();
  expect(client.getQueryState(key)?.isInvalidated).toBe(true);
});

it('holds back what others changed while the same document is being written here', async () => {
  const feed = feedOf();
  let finish: (value: unknown) => void = () => undefined;
  const writing = client
    .getMutationCache()
    .build(client, { mutationKey: ['notes', '1'], mutationFn: () => new Promise((resolve) => (finish = resolve)) })
    .execute(undefined);
  await vi.waitFor(() => expect(client.isMutating()).toBe(1));

  feed.take(change('1', 12, 'b'));
  feed.take(change('2', 12, 'c'));
  expect(shown()).toEqual(['2c', '1a']);

  finish(undefined);
  await writing;
  await vi.waitFor(() => expect(shown()).toEqual(['2c', '1b']));
});
