import { notifyManager, type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useCallback, useSyncExternalStore } from 'react';
import { total } from '../money';
import { productQuery } from '../products-query';
import type { Cart } from './cart';

interface Total {
  /** Whether a line is still on its way. */
  isPending: boolean;
  total: string;
  /** How many of the lines are in it, which are those that can be had. */
  count: number;
}

/** What a cart costs, by the products that its lines have read; anew with each of them. */
export function useTotal(cart: Cart): Total {
  const queryClient = useQueryClient();
  const subscribe = useCallback(
    (changed: () => void) => queryClient.getQueryCache().subscribe(notifyManager.batchCalls(changed)),
    [queryClient],
  );
  // Texts and numbers, which are the same as before until something changes.
  return {
    isPending: useSyncExternalStore(subscribe, () => cart.some(({ id }) => isPending(queryClient, id))),
    total: useSyncExternalStore(subscribe, () => total(linesOf(queryClient, cart))),
    count: useSyncExternalStore(subscribe, () => linesOf(queryClient, cart).length),
  };
}

const isPending = (queryClient: QueryClient, id: string) =>
  (queryClient.getQueryState(productQuery(id).queryKey)?.status ?? 'pending') === 'pending';

/** What can be had of a cart. */
const linesOf = (queryClient: QueryClient, cart: Cart) =>
  cart.flatMap(({ id, quantity }) => {
    const { data, error } = queryClient.getQueryState(productQuery(id).queryKey) ?? {};
    return data !== undefined && !error && data.stock > 0 ? [{ price: data.price, quantity }] : [];
  });
