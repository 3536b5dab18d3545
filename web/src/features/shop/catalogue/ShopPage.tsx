import { PageHeading } from '../../../shared/layout/PageHeading';
import { shopText } from '../../../text/shop';
import { Catalogue } from './Catalogue';
import { CatalogueFilter } from './CatalogueFilter';

/** What there is to buy. */
export function ShopPage() {
  const words = shopText.catalogue;
  return (
    <div className="page flex flex-col gap-6 py-8 sm:py-12">
      <div>
        <PageHeading title={words.title}>{words.heading}</PageHeading>
        <p className="text-slate">{words.lead}</p>
      </div>
      <CatalogueFilter />
      <Catalogue />
    </div>
  );
}
