import { QueryClient } from '@tanstack/react-query';
import { expect, it } from 'vitest';
import type { UserSession } from '../../api';
import { keepInCache, sessionsQuery } from './sessions-query';

const session = (id: string): UserSession => ({
  id,
  current: false,
  device: '',
  address: '',
  created_at: '',
  last_used_at: '',
  expires_at: '',
});

it('takes ended sessions out of every page, and asks again', () => {
  const queryClient = new QueryClient();
  queryClient.setQueryData(sessionsQuery.queryKey, {
    pages: [
      { items: [session('a'), session('b')], next_cursor: 'c' },
      { items: [session('b')], next_cursor: null },
    ],
    pageParams: [{}, 'c'],
  });
  keepInCache(queryClient, ({ id }) => id !== 'b');
  const pages = queryClient.getQueryData(sessionsQuery.queryKey)?.pages;
  expect(pages?.map(({ items }) => items.map(({ id }) => id))).toEqual([['a'], []]);
  expect(queryClient.getQueryState(sessionsQuery.queryKey)?.isInvalidated).toBe(true);
});

it('has nothing to do before the list was read', () => {
  const queryClient = new QueryClient();
  keepInCache(queryClient, () => false);
  expect(queryClient.getQueryData(sessionsQuery.queryKey)).toBeUndefined();
});
