import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { isProblem } from '../../shared/http/problem-error';
import { PageHeading } from '../../shared/layout/PageHeading';
import { Failure } from '../../shared/ui/Failure';
import { ListSkeleton } from '../../shared/ui/ListSkeleton';
import { linkStyle } from '../../shared/ui/link-style';
import { documentsText } from '../../text/documents';
import { documentQuery } from './calls';
import { titleOf } from './cells';
import type { CollectionDescription } from './collection';
import { DocumentActions } from './DocumentActions';
import { DocumentFacts } from './DocumentFacts';
import { NoCollection } from './NoCollection';
import { useCollection } from './use-collection';

/** One document of any collection. */
export function DocumentPage() {
  const collection = useCollection();
  return collection === undefined ? <NoCollection /> : <DocumentOf collection={collection} />;
}

function DocumentOf({ collection }: { collection: CollectionDescription }) {
  const words = documentsText.document;
  const { id } = useParams({ from: '/signed-in/admin/admin/data/$collection/$id' });
  const owner = useSearch({ from: '/signed-in/admin/admin/data/$collection/$id' });
  const read = useQuery(documentQuery(collection, id, owner));
  const isGone = isProblem(read.error, 'not-found') || isProblem(read.error, 'validation-failed');
  const document = isGone ? undefined : read.data;
  return (
    <>
      <div className="flex flex-col items-start gap-1">
        <Link
          to="/admin/data/$collection"
          params={{ collection: collection.name }}
          search={{}}
          className={`${linkStyle} inline-flex min-h-11 items-center`}
        >
          {collection.name}
        </Link>
        <PageHeading title={collection.name} className="text-2xl wrap-anywhere sm:text-3xl">
          {isGone ? words.gone : document ? titleOf(collection, document) : collection.name}
        </PageHeading>
      </div>
      {read.isPending && <ListSkeleton />}
      {read.isError && !isGone && read.data === undefined && (
        <Failure what={words.failed} error={read.error} onRetry={() => void read.refetch()} />
      )}
      {document && (
        <>
          <DocumentActions collection={collection} document={document} owner={owner} />
          <DocumentFacts collection={collection} document={document} />
        </>
      )}
    </>
  );
}
