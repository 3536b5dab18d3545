import { Link } from '@tanstack/react-router';
import type { ProductPublic } from '../../../api';
import { shopText } from '../../../text/shop';
import { money } from '../money';
import { StockMark } from '../StockMark';
import { CategoryMark } from './CategoryMark';

/** One product of the catalogue. The whole card leads to it; its name is the link. */
export function ProductCard({ product }: { product: ProductPublic }) {
  return (
    <article className="card group relative flex w-full min-w-0 flex-col overflow-hidden transition-colors hover:border-field has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-sea">
      <CategoryMark product={product} className="h-28 sm:h-36" />
      <div className="flex flex-1 flex-col gap-3 p-4 sm:p-5">
        <div className="flex-1">
          <p className="text-sm text-slate">{shopText.categories[product.category]}</p>
          <h2 className="line-clamp-2 text-lg leading-snug font-bold wrap-anywhere">
            <Link
              to="/shop/products/$id"
              params={{ id: product.id }}
              className="outline-none group-hover:underline group-hover:underline-offset-4 after:absolute after:inset-0"
            >
              {product.name}
            </Link>
          </h2>
        </div>
        <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
          <p className="text-lg font-semibold tabular-nums">{money(product.price)}</p>
          <StockMark stock={product.stock} />
        </div>
      </div>
    </article>
  );
}
