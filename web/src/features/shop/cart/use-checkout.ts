import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { orderQuery, ordersQuery } from '../orders/orders-query';
import { checkOut, type Wish } from './check-out';
import { checkoutKey } from './checkout-key';
import { CheckoutRefused } from './refusal';
import { cartStore } from './use-cart';

/** Order what is in the cart, then go to the order. What was bought leaves the cart, once the cart is out of sight. */
export function useCheckout() {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (wish: Wish) => checkOut(queryClient, wish),
    onSuccess: async (order, { cart }) => {
      queryClient.setQueryData(orderQuery(order.id).queryKey, order);
      try {
        await navigate({ to: '/orders/$id', params: { id: order.id }, state: { isJustPlaced: true } });
      } finally {
        const bought = new Set(cart.map(({ id }) => id));
        cartStore.change((now) => now.filter(({ id }) => !bought.has(id)));
        checkoutKey.spend();
      }
    },
    onSettled: (order, error) => {
      const isOrderThere = order !== undefined || error instanceof CheckoutRefused;
      if (isOrderThere) void queryClient.invalidateQueries({ queryKey: ordersQuery.queryKey });
    },
  });
}

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** Whether the order that is shown was placed by the step that led to it. */
    isJustPlaced?: boolean | undefined;
  }
}
