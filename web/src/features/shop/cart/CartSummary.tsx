import { useId } from 'react';
import { shopText } from '../../../text/shop';
import { money } from '../money';
import { CheckoutForm } from './CheckoutForm';
import type { Cart } from './cart';
import { useTotal } from './use-total';

/** What the cart costs, and the way to order it. */
export function CartSummary({ cart }: { cart: Cart }) {
  const words = shopText.cart;
  const heading = useId();
  const { isPending, total, count } = useTotal(cart);
  return (
    <section aria-labelledby={heading} className="card flex flex-col gap-4 p-5 lg:sticky lg:top-6">
      <h2 id={heading} className="text-lg font-bold">
        {words.summary}
      </h2>
      <p aria-live="polite" className="flex flex-wrap items-baseline justify-between gap-x-4">
        <span className="text-slate">{isPending || count === cart.length ? words.total : words.totalOfSome}</span>{' '}
        {/* As wide as a sum, and as high, so that nothing moves once there is one. */}
        <span
          className={`text-2xl font-semibold tabular-nums ${isPending ? 'min-w-28 animate-pulse rounded-md bg-raised' : ''}`}
        >
          {isPending ? '\u00a0' : money(total)}
        </span>
      </p>
      <CheckoutForm cart={cart} />
    </section>
  );
}
