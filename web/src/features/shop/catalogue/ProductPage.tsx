import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { isProblem } from '../../../shared/http/problem-error';
import { PageHeading } from '../../../shared/layout/PageHeading';
import { PendingPage } from '../../../shared/layout/PendingPage';
import { buttonStyle } from '../../../shared/ui/button-style';
import { Failure } from '../../../shared/ui/Failure';
import { shopText } from '../../../text/shop';
import { Gone } from '../Gone';
import { productQuery } from '../products-query';
import { ProductDetails } from './ProductDetails';

/** One product, in each of its states. */
export function ProductPage() {
  const words = shopText.product;
  const { id } = useParams({ from: '/shop/products/$id' });
  const product = useQuery(productQuery(id));
  if (product.isPending) return <PendingPage />;
  if (product.data !== undefined) return <ProductDetails key={id} product={product.data} />;
  if (isProblem(product.error, 'not-found')) {
    return (
      <Gone words={words.gone}>
        <Link to="/shop" className={buttonStyle()}>
          {shopText.toShop}
        </Link>
      </Gone>
    );
  }
  return (
    <div className="page flex max-w-3xl flex-col gap-6 py-8 sm:py-12">
      <PageHeading title={words.title}>{words.title}</PageHeading>
      <div>
        <Failure what={words.failed} error={product.error} onRetry={() => void product.refetch()} />
      </div>
    </div>
  );
}
