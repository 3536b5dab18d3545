import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import type { ProductPublic } from '../../../api';
import { buttonStyle } from '../../../shared/ui/button-style';
import { shopText } from '../../../text/shop';
import { CategoryMark } from '../catalogue/CategoryMark';
import { lineTotal, money } from '../money';
import { QuantityField } from '../QuantityField';
import { type CartItem, MOST_OF_ONE, setQuantity } from './cart';
import { cartStore } from './use-cart';

interface ProductLineProps {
  item: CartItem;
  product: ProductPublic;
  removal: ReactNode;
}

/** How many of a product are in the cart, what that costs, and what is in the way of having it. */
export function ProductLine({ item: { id, quantity }, product, removal }: ProductLineProps) {
  const words = shopText.cart;
  const { name, price, stock } = product;
  const [priceBefore] = useState(price);
  const isShort = quantity > stock;
  const change = (to: number) => cartStore.change((cart) => setQuantity(cart, id, to));
  return (
    <article className="card flex flex-col gap-3 p-4 sm:p-5">
      <div className="flex gap-4">
        <CategoryMark product={product} className="size-16 flex-none rounded-xl max-[24rem]:hidden" />
        <div className="min-w-0 flex-1">
          <h2 className="text-lg leading-snug font-bold wrap-anywhere">
            <Link
              to="/shop/products/$id"
              params={{ id }}
              className="-my-2.5 inline-block min-w-11 py-2.5 hover:underline hover:underline-offset-4"
            >
              {name}
            </Link>
          </h2>
          <p className="text-[0.9375rem] text-slate tabular-nums">{words.each(money(price))}</p>
          {price !== priceBefore && (
            <p className="mt-1 text-[0.9375rem] font-medium text-on-beak">{words.priceChanged(money(priceBefore))}</p>
          )}
        </div>
        <p className="flex-none text-lg font-semibold tabular-nums">
          {stock > 0 ? money(lineTotal({ price, quantity })) : '–'}
        </p>
      </div>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        {stock > 0 && (
          <QuantityField
            label={words.quantityOf(name)}
            isLabelHidden
            value={quantity}
            // Never below what it shows, which it would change by itself.
            most={Math.max(quantity, Math.min(stock, MOST_OF_ONE))}
            onChange={change}
          />
        )}
        {isShort && (
          <p role="alert" className="min-w-0 text-[0.9375rem] font-medium text-alarm">
            {stock > 0 ? words.tooMany(stock) : words.soldOut}
          </p>
        )}
        {isShort && stock > 0 && (
          <button type="button" onClick={() => change(stock)} className={buttonStyle('quiet')}>
            {words.takeAll(stock)}
          </button>
        )}
        <div className="ml-auto">{removal}</div>
      </div>
    </article>
  );
}
