import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { ProductPublic } from '../../../api';
import { buttonStyle } from '../../../shared/ui/button-style';
import { linkStyle } from '../../../shared/ui/link-style';
import { shopText } from '../../../text/shop';
import { add, isFull, MOST_OF_ONE, MOST_PRODUCTS, quantityOf } from '../cart/cart';
import { cartStore, useCart } from '../cart/use-cart';
import { QuantityField } from '../QuantityField';

/** How many of a product, and into the cart. */
export function AddToCart({ product: { id, name, stock } }: { product: ProductPublic }) {
  const words = shopText.product;
  const cart = useCart();
  const [quantity, setQuantity] = useState(1);
  const [said, setSaid] = useState('');
  const inCart = quantityOf(cart, id);

  function put(): void {
    cartStore.change((now) => add(now, id, quantity));
    setSaid(words.added(quantity, name, quantityOf(cartStore.get(), id)));
    setQuantity(1);
  }

  return (
    <div className="flex flex-col gap-4 border-t border-line pt-5">
      {stock === 0 && <p className="text-slate">{words.soldOut}</p>}
      {stock > 0 && isFull(cart, id) && <p className="text-slate">{words.full(MOST_PRODUCTS)}</p>}
      {stock > 0 && !isFull(cart, id) && (
        <div className="flex flex-wrap items-end gap-3">
          <QuantityField
            label={words.quantity}
            value={quantity}
            most={Math.min(stock, MOST_OF_ONE)}
            onChange={setQuantity}
          />
          <button type="button" onClick={put} className={`${buttonStyle()} flex-1 sm:flex-none`}>
            {words.add}
          </button>
        </div>
      )}
      <div className="flex flex-wrap items-center gap-x-3 text-[0.9375rem]">
        <p role="status" className="text-slate empty:hidden">
          {said}
        </p>
        {inCart > 0 && (
          <>
            {!said && <p className="text-slate">{words.inCart(inCart)}</p>}
            <Link to="/cart" className={`${linkStyle} inline-flex min-h-11 items-center`}>
              {words.toCart}
            </Link>
          </>
        )}
      </div>
    </div>
  );
}
