import { Link } from '@tanstack/react-router';
import type { ProductPublic } from '../../../api';
import { PageHeading } from '../../../shared/layout/PageHeading';
import { linkStyle } from '../../../shared/ui/link-style';
import { shopText } from '../../../text/shop';
import { money } from '../money';
import { StockMark } from '../StockMark';
import { AddToCart } from './AddToCart';
import { CategoryMark } from './CategoryMark';

const STEP = `${linkStyle} inline-flex min-h-11 min-w-11 items-center`;

/** All there is to know about a product, and a way to buy it. What is written about it is shown as text. */
export function ProductDetails({ product }: { product: ProductPublic }) {
  const { category, description, name, price, stock } = product;
  return (
    <div className="page flex flex-col gap-6 py-8 sm:py-12">
      <nav aria-label={shopText.product.way} className="flex flex-wrap items-center gap-x-2">
        <Link to="/shop" className={STEP}>
          {shopText.catalogue.title}
        </Link>
        <span aria-hidden="true" className="text-slate">
          /
        </span>
        <Link to="/shop" search={{ category }} className={STEP}>
          {shopText.categories[category]}
        </Link>
      </nav>
      <div className="grid items-start gap-x-10 gap-y-6 lg:grid-cols-2">
        <CategoryMark product={product} className="h-44 rounded-2xl border border-line sm:h-64 lg:h-96" />
        <div className="flex min-w-0 flex-col gap-5">
          <PageHeading title={name} className="text-3xl wrap-anywhere sm:text-4xl">
            {name}
          </PageHeading>
          <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
            <p className="text-2xl font-semibold tabular-nums">{money(price)}</p>
            <StockMark stock={stock} />
          </div>
          {description && <p className="whitespace-pre-wrap text-slate wrap-anywhere">{description}</p>}
          <AddToCart product={product} />
        </div>
      </div>
    </div>
  );
}
