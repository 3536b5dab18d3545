import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { Order } from '../../../api';
import { ordersGetOptions, ordersListInfiniteOptions, usersGetOptions } from '../../../api/@tanstack/react-query.gen';
import { cursorPages } from '../../../shared/http/cursor-pages';

const MINUTE = 60_000;

/** My orders, newest first, page by page. */
export const ordersQuery = infiniteQueryOptions({
  ...ordersListInfiniteOptions(),
  ...cursorPages,
});

/** One order of mine. */
export const orderQuery = (id: string) => queryOptions(ordersGetOptions({ path: { id } }));

/** Everybody's orders of one status, newest first, page by page, for administrators. */
export const everybodysOrdersQuery = (status: Order['status']) =>
  infiniteQueryOptions({
    ...ordersListInfiniteOptions({ query: { scope: 'all', status } }),
    ...cursorPages,
    placeholderData: keepPreviousData,
  });

/** Whose order it is, for administrators. */
export const customerQuery = (id: string) =>
  queryOptions({ ...usersGetOptions({ path: { id } }), staleTime: 5 * MINUTE });
