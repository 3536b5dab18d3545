import { type InfiniteData, infiniteQueryOptions, type QueryClient } from '@tanstack/react-query';
import type { UserSession, UserSessionList } from '../../api';
import { usersListMySessionsInfiniteOptions } from '../../api/@tanstack/react-query.gen';
import { cursorPages } from '../../shared/http/cursor-pages';

/** Where I am signed in, newest first, page by page. */
export const sessionsQuery = infiniteQueryOptions({
  ...usersListMySessionsInfiniteOptions(),
  ...cursorPages,
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
