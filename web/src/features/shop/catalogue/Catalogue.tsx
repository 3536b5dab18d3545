import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { buttonStyle } from '../../../shared/ui/button-style';
import { EmptyState } from '../../../shared/ui/EmptyState';
import { Failure } from '../../../shared/ui/Failure';
import { ListEnd } from '../../../shared/ui/ListEnd';
import { shopText } from '../../../text/shop';
import { productsQuery } from '../products-query';
import { CatalogueSkeleton } from './CatalogueSkeleton';
import { ProductCard } from './ProductCard';

/** The products of the category that was chosen, in each state of the list. */
export function Catalogue() {
  const words = shopText.catalogue;
  const search = useSearch({ from: '/shop' });
  const list = useInfiniteQuery(productsQuery(search));
  if (list.isPending) return <CatalogueSkeleton />;
  if (list.isError && list.data === undefined) {
    return <Failure what={words.failed} error={list.error} onRetry={() => void list.refetch()} />;
  }

  const products = list.data?.pages.flatMap((page) => page.items) ?? [];
  if (products.length === 0 && !list.hasNextPage) {
    if (search.category === undefined) return <EmptyState words={words.empty} />;
    return (
      <EmptyState words={words.emptyCategory}>
        <Link to="/shop" className={buttonStyle('quiet')}>
          {words.seeAll}
        </Link>
      </EmptyState>
    );
  }
  return (
    <div className="flex flex-col gap-8">
      <ul
        aria-label={words.list}
        aria-busy={list.isPlaceholderData}
        className={`grid gap-4 transition-opacity sm:grid-cols-2 sm:gap-5 lg:grid-cols-3 ${list.isPlaceholderData ? 'opacity-60' : ''}`}
      >
        {products.map((product) => (
          <li key={product.id} className="flex min-w-0">
            <ProductCard product={product} />
          </li>
        ))}
      </ul>
      <ListEnd list={list} count={products.length} words={words} />
    </div>
  );
}
