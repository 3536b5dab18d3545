import { useInfiniteQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { PagedList } from '../../../shared/ui/PagedList';
import { shopText } from '../../../text/shop';
import { productsQuery } from '../products-query';
import { CatalogueSkeleton } from './CatalogueSkeleton';
import { NoProducts } from './NoProducts';
import { ProductCard } from './ProductCard';

/** The products of the category that was chosen. */
export function Catalogue() {
  const words = shopText.catalogue;
  const search = useSearch({ from: '/shop' });
  const list = useInfiniteQuery(productsQuery(search));
  return (
    <PagedList
      list={list}
      words={words}
      empty={<NoProducts category={search.category} />}
      skeleton={<CatalogueSkeleton />}
    >
      {(products) => (
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
      )}
    </PagedList>
  );
}
