import { Link } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { PageHeading } from '../../../shared/layout/PageHeading';
import { buttonStyle } from '../../../shared/ui/button-style';
import { EmptyState } from '../../../shared/ui/EmptyState';
import { shopText } from '../../../text/shop';
import { CartLine } from './CartLine';
import { CartSummary } from './CartSummary';
import { countOf, remove } from './cart';
import { cartStore, useCart } from './use-cart';

/** What is in the cart, with products as they are now, and the way to order it. */
export function CartPage() {
  const words = shopText.cart;
  const cart = useCart();
  const [removed, setRemoved] = useState('');
  const removedLine = useRef<HTMLParagraphElement>(null);

  function takeOut(id: string, name: string): void {
    cartStore.change((now) => remove(now, id));
    setRemoved(words.removed(name));
    // What was pressed goes away, so the focus comes here, and goes on from here.
    removedLine.current?.focus();
  }

  return (
    <div className="page flex flex-col gap-6 py-8 sm:py-12">
      <div>
        <PageHeading title={words.title}>{words.heading}</PageHeading>
        {cart.length > 0 && <p className="text-slate">{words.lead(countOf(cart))}</p>}
        <p ref={removedLine} role="status" tabIndex={-1} className="mt-3 font-medium text-calm empty:mt-0">
          {removed}
        </p>
      </div>
      {cart.length === 0 ? (
        <EmptyState words={words.empty}>
          <Link to="/shop" className={buttonStyle()}>
            {shopText.toShop}
          </Link>
        </EmptyState>
      ) : (
        <div className="grid items-start gap-x-10 gap-y-6 lg:grid-cols-[1fr_22rem]">
          <ul aria-label={words.list} className="flex min-w-0 flex-col gap-3">
            {cart.map((item) => (
              <li key={item.id}>
                <CartLine item={item} onRemove={(name) => takeOut(item.id, name)} />
              </li>
            ))}
          </ul>
          <CartSummary cart={cart} />
        </div>
      )}
    </div>
  );
}
