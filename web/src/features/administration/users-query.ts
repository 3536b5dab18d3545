import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { usersGetOptions, usersListInfiniteOptions } from '../../api/@tanstack/react-query.gen';
import { cursorPages } from '../../shared/http/cursor-pages';

/** All users, newest first, page by page; or who has exactly this address. */
export const usersQuery = (email: string | undefined) =>
  infiniteQueryOptions({ ...usersListInfiniteOptions(email ? { query: { email } } : undefined), ...cursorPages });

/** One user, as administrators see them. */
export const userQuery = (id: string) => queryOptions(usersGetOptions({ path: { id } }));
