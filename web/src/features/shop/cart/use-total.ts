import { notifyManager, type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useCallback, useSyncExternalStore } from 'react';
import { total } from '../money';
import { productQuery } from '../products-query';
import type { Cart } from './cart';

/** What a cart costs, by the products that its lines have read, and how many of them can be had; anew with each of them. */
export function useTotal(cart: Cart): { total: string; count: number } {
  const queryClient = useQueryClient();
  const subscribe = useCallback(
    (changed: () => void) => queryClient.getQueryCache().subscribe(notifyManager.batchCalls(changed)),
    [queryClient],
  );
  // Texts and numbers, which are the same as before until something changes.
  return {
    total: useSyncExternalStore(subscribe, () => total(linesOf(queryClient, cart))),
    count: useSyncExternalStore(subscribe, () => linesOf(queryClient, cart).length),
  };
}

/** What can be had of a cart. */
const linesOf = (queryClient: QueryClient, cart: Cart) =>
  cart.flatMap(({ id, quantity }) => {
    const { data, error } = queryClient.getQueryState(productQuery(id).queryKey) ?? {};
    return data !== undefined && !error && data.stock > 0 ? [{ price: data.price, quantity }] : [];
  });
