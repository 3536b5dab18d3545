import { type InfiniteData, infiniteQueryOptions, type QueryClient } from '@tanstack/react-query';
import type { UserSession, UserSessionList } from '../../api';
import { usersListMySessionsInfiniteOptions } from '../../api/@tanstack/react-query.gen';

/** Where I am signed in, newest first, page by page. Only a missing cursor is the end; a page may be short, or empty. */
export const sessionsQuery = infiniteQueryOptions({
  ...usersListMySessionsInfiniteOptions(),
  initialPageParam: {},
  getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
});

/** Take sessions that have ended out of the list at once, then ask the server for what is left. */
export function keepInCache(queryClient: QueryClient, isLeft: (session: UserSession) => boolean): void {
  queryClient.setQueryData(
    sessionsQuery.queryKey,
    (list: InfiniteData<UserSessionList> | undefined) =>
      list && { ...list, pages: list.pages.map((page) => ({ ...page, items: page.items.filter(isLeft) })) },
  );
  void queryClient.invalidateQueries({ queryKey: sessionsQuery.queryKey });
}
