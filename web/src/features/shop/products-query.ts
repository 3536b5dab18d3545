import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { publicProductsGetOptions, publicProductsListInfiniteOptions } from '../../api/@tanstack/react-query.gen';
import { cursorPages } from '../../shared/http/cursor-pages';
import type { ShopSearch } from './routes';

const PAGE = 24;

/** The products of a category, or all, page by page. The API sorts and filters at once; pages may then be short. */
export const productsQuery = ({ category, sort }: ShopSearch) =>
  infiniteQueryOptions({
    ...publicProductsListInfiniteOptions({
      query: { limit: PAGE, ...(category && { category }), ...(sort && { sort }) },
    }),
    ...cursorPages,
    // What was there stays, dimmed, until the next choice is there.
    placeholderData: keepPreviousData,
  });

/** One product, as everybody may see it; it may be half a minute old. */
export const productQuery = (id: string) => queryOptions(publicProductsGetOptions({ path: { id } }));
