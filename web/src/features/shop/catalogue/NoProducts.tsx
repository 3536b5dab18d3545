import { Link } from '@tanstack/react-router';
import { buttonStyle } from '../../../shared/ui/button-style';
import { EmptyState } from '../../../shared/ui/EmptyState';
import { shopText } from '../../../text/shop';

/** Says that there are no products, of a category perhaps, and leads to all. */
export function NoProducts({ category }: { category: string | undefined }) {
  const words = shopText.catalogue;
  if (category === undefined) return <EmptyState words={words.empty} />;
  return (
    <EmptyState words={words.emptyCategory}>
      <Link to="/shop" className={buttonStyle('quiet')}>
        {words.seeAll}
      </Link>
    </EmptyState>
  );
}
