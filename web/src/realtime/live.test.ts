import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ProblemError } from '../shared/http/problem-error';
import type { ConnectionListener } from './connection';
import type { LiveCollection } from './feed';
import { createLive } from './live';
import type { Tabs } from './tabs';

const PAGE = { data: { changes: [], next_cursor: 'A', has_more: false } };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

function start() {
  const changes = vi.fn<NonNullable<LiveCollection['changes']>>().mockResolvedValue(PAGE);
  const notes: LiveCollection = { name: 'notes', queries: { list: 'notesList', item: 'notesGet' }, changes };
  const listenTo = vi.fn();
  let listener = {} as ConnectionListener;
  const live = createLive(new QueryClient(), (events) => {
    listener = events;
    return { listenTo, wake: vi.fn(), lose: vi.fn(), close: vi.fn() } satisfies Tabs;
  });
  const statuses: string[] = [];
  live.subscribe(() => statuses.push(live.status()));
  const connect = () => {
    listener.open(true);
    listener.subscribed({ collection: 'notes' });
  };
  return { live, notes, changes, listenTo, statuses, connect, lose: () => listener.open(false) };
}

const settled = () => vi.advanceTimersByTimeAsync(0);

it('listens while somebody watches, once for all of them', () => {
  const { live, notes, listenTo } = start();
  const stops = [live.watch(notes), live.watch(notes)];
  expect(listenTo.mock.calls).toEqual([[[{ collection: 'notes' }]]]);
  stops[0]?.();
  expect(listenTo).toHaveBeenCalledTimes(1);
  stops[1]?.();
  expect(listenTo).toHaveBeenLastCalledWith([]);
});

it('is live once it has caught up, each time anew', async () => {
  const { live, notes, statuses, connect, lose, changes } = start();
  live.watch(notes);
  connect();
  await settled();
  lose();
  await vi.advanceTimersByTimeAsync(3_000);
  connect();
  await settled();

  expect(statuses).toEqual([
    'connecting',
    'live',
    'catching-up',
    'live',
    'connecting',
    'lost',
    'live',
    'catching-up',
    'live',
  ]);
  expect(changes).toHaveBeenCalledTimes(2);
});

it('says nothing of a connection that is back soon', async () => {
  const { live, notes, statuses, connect, lose } = start();
  live.watch(notes);
  connect();
  await settled();
  lose();
  await vi.advanceTimersByTimeAsync(2_900);
  connect();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(statuses).not.toContain('lost');
});

it('tries to catch up until it works', async () => {
  const { live, notes, connect, changes } = start();
  changes.mockRejectedValueOnce(new ProblemError({ status: 503 })).mockRejectedValueOnce(new TypeError('x'));
  live.watch(notes);
  connect();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(changes).toHaveBeenCalledTimes(3);
});

it('does not ask again for what it may not read', async () => {
  const { live, notes, connect, changes } = start();
  changes.mockRejectedValue(new ProblemError({ status: 403 }));
  live.watch(notes);
  connect();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(changes).toHaveBeenCalledTimes(1);
});
