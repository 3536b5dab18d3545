import { useQuery } from '@tanstack/react-query';
import { isProblem } from '../../../shared/http/problem-error';
import { buttonStyle } from '../../../shared/ui/button-style';
import { Failure } from '../../../shared/ui/Failure';
import { Skeleton } from '../../../shared/ui/Skeleton';
import { text } from '../../../text';
import { shopText } from '../../../text/shop';
import { productQuery } from '../products-query';
import type { CartItem } from './cart';
import { ProductLine } from './ProductLine';

interface CartLineProps {
  item: CartItem;
  onRemove: (name: string) => void;
}

/** One product in the cart, in each of its states. Whatever it is, it can be taken out. */
export function CartLine({ item, onRemove }: CartLineProps) {
  const words = shopText.cart;
  const product = useQuery(productQuery(item.id));
  if (product.isPending) {
    return (
      <div role="status" className="card flex gap-4 p-4 sm:p-5">
        <span className="sr-only">{text.loading}</span>
        <Skeleton className="size-16 rounded-xl" />
        <Skeleton className="h-6 w-1/2" />
      </div>
    );
  }

  const isGone = isProblem(product.error, 'not-found');
  const name = product.data?.name ?? (isGone ? words.gone : words.unread);
  const removal = (
    <button type="button" onClick={() => onRemove(name)} className={`${buttonStyle('bare')} -mr-3`}>
      {words.remove} <span className="sr-only">{name}</span>
    </button>
  );
  if (product.data !== undefined && !isGone)
    return <ProductLine item={item} product={product.data} removal={removal} />;
  return (
    <article className="card flex flex-wrap items-center justify-between gap-x-4 gap-y-2 p-4 sm:p-5">
      {isGone ? (
        <div className="min-w-0">
          <h2 className="font-bold wrap-anywhere">{name}</h2>
          <p className="text-[0.9375rem] text-alarm">{words.goneBody}</p>
        </div>
      ) : (
        <Failure what={words.failed} error={product.error} onRetry={() => void product.refetch()} />
      )}
      {removal}
    </article>
  );
}
