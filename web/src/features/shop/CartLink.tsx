import { Link } from '@tanstack/react-router';
import { buttonStyle } from '../../shared/ui/button-style';
import { shopText } from '../../text/shop';
import { countOf } from './cart/cart';
import { useCart } from './cart/use-cart';

/** The way to the cart, and how much is in it. */
export function CartLink() {
  const count = countOf(useCart());
  return (
    <Link
      to="/cart"
      aria-label={shopText.cartLink(count)}
      className={`${buttonStyle('bare')} relative min-w-11 flex-none aria-[current=page]:text-sea`}
    >
      <svg
        viewBox="0 0 20 20"
        aria-hidden="true"
        className="size-5 fill-none stroke-current stroke-[1.6] [stroke-linecap:round] [stroke-linejoin:round]"
      >
        <path d="M3 7h14l-1.400 9.200a1 1 0 0 1-1 .8H5.400a1 1 0 0 1-1-.8L3 7Zm3.500 3V6a3.500 3.500 0 0 1 7 0v4" />
      </svg>
      {count > 0 && (
        <span
          aria-hidden="true"
          className="absolute top-0.5 right-0 min-w-5 rounded-full bg-sea px-1.5 text-center text-xs leading-5 font-semibold text-on-sea tabular-nums"
        >
          {count > 99 ? '99+' : count}
        </span>
      )}
    </Link>
  );
}
