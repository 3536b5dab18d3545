import type { QueryClient } from '@tanstack/react-query';
import { type Order, productsGet, shopCheckout } from '../../../api';
import { isProblem, OFFLINE, ProblemError } from '../../../shared/http/problem-error';
import { productQuery } from '../products-query';
import type { Cart } from './cart';
import { checkoutKey } from './checkout-key';
import { CheckoutRefused, changesSince, type ProductNow, reasonsOf } from './refusal';

export interface Wish {
  cart: Cart;
  address: string;
  remark: string;
}

/**
 * Order what is in a cart, once, however often it is tried, and at the prices that were shown.
 *
 * @throws {CheckoutRefused} when it was refused for a reason of the shop's
 * @throws {ProblemError} when it failed otherwise, before anything was bought
 */
export async function checkOut(queryClient: QueryClient, { cart, address, remark }: Wish): Promise<Order> {
  const shown = cart.map(({ id }) => queryClient.getQueryData(productQuery(id).queryKey));
  const reasons = changesSince(shown, await readNow(queryClient, cart));
  if (reasons.length > 0) throw new CheckoutRefused({ kind: 'products', reasons });
  const items = cart.map(({ id, quantity }) => ({ product_id: id, quantity }));
  try {
    const headers = { 'Idempotency-Key': checkoutKey.get() };
    return (await shopCheckout({ headers, body: { items, address, remark } })).data;
  } catch (error) {
    throw await explain(queryClient, cart, error);
  }
}

/** Turn what the API answered into a refusal; what has no meaning of the shop's stays what it is. */
async function explain(queryClient: QueryClient, cart: Cart, error: unknown): Promise<unknown> {
  if (isProblem(error, 'idempotency-key-reused')) {
    checkoutKey.spend();
    return new CheckoutRefused({ kind: 'earlier' });
  }
  const isConflict = isProblem(error, 'version-conflict');
  const isMissing = isProblem(error, 'not-found');
  if (!(error instanceof ProblemError)) return error;
  if (error.type === OFFLINE || error.status >= 500) return new CheckoutRefused({ kind: 'unheard' });
  if (![404, 409, 422].includes(error.status)) return error;

  // It was about products: the page, too, shows how they are now.
  const now = await readNow(queryClient, cart).catch(() => undefined);
  if (now === undefined) return error;
  const gone = changesSince(now, now);
  const reasons = gone.length > 0 ? gone : reasonsOf(error.errors, now);
  if (reasons.length > 0) return new CheckoutRefused({ kind: 'products', reasons });
  if (isConflict) return new CheckoutRefused({ kind: 'conflict' });
  if (!isMissing) return error;
  checkoutKey.spend();
  return new CheckoutRefused({ kind: 'deleted' });
}

/** Read the products of a cart as they are this moment, also for those who show them; the public ones may be older. */
const readNow = (queryClient: QueryClient, cart: Cart): Promise<ProductNow[]> =>
  Promise.all(
    cart.map(async ({ id }) => {
      try {
        return await queryClient.fetchQuery({
          queryKey: productQuery(id).queryKey,
          queryFn: async () => (await productsGet({ path: { id } })).data,
          staleTime: 0,
        });
      } catch (error) {
        if (isProblem(error, 'not-found')) return undefined;
        throw error;
      }
    }),
  );
