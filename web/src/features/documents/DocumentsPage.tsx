import { Link, useSearch } from '@tanstack/react-router';
import { PageHeading } from '../../shared/layout/PageHeading';
import { buttonStyle } from '../../shared/ui/button-style';
import { documentsText } from '../../text/documents';
import { DocumentsToolbar } from './DocumentsToolbar';
import { DocumentTable } from './DocumentTable';
import { NoCollection } from './NoCollection';
import { useCollection } from './use-collection';

/** The documents of a collection. */
export function DocumentsPage() {
  const collection = useCollection();
  const asked = useSearch({ from: '/signed-in/admin/admin/data/$collection' });
  if (collection === undefined) return <NoCollection />;
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-4">
        <PageHeading title={collection.name}>{collection.name}</PageHeading>
        <Link to="/admin/data/$collection/new" params={{ collection: collection.name }} className={buttonStyle()}>
          {documentsText.list.create}
        </Link>
      </div>
      <DocumentsToolbar key={JSON.stringify(asked)} collection={collection} asked={asked} />
      <DocumentTable collection={collection} asked={asked} />
    </>
  );
}
