import { useInfiniteQuery } from '@tanstack/react-query';
import { EmptyState } from '../../shared/ui/EmptyState';
import { Failure } from '../../shared/ui/Failure';
import { ListEnd } from '../../shared/ui/ListEnd';
import { ListSkeleton } from '../../shared/ui/ListSkeleton';
import { documentsText } from '../../text/documents';
import { type Asked, documentsQuery } from './calls';
import { columnsOf } from './cells';
import type { CollectionDescription } from './collection';
import { DocumentRow } from './DocumentRow';

interface DocumentTableProps {
  collection: CollectionDescription;
  asked: Asked;
}

/** Documents, a row each, in each of the list's states. */
export function DocumentTable({ collection, asked }: DocumentTableProps) {
  const words = documentsText.list;
  const list = useInfiniteQuery(documentsQuery(collection, asked));
  if (list.isPending) return <ListSkeleton />;
  if (list.isError && list.data === undefined) {
    return <Failure what={words.failed} error={list.error} onRetry={() => void list.refetch()} />;
  }

  const documents = list.data?.pages.flatMap((page) => page.items) ?? [];
  if (documents.length === 0 && !list.hasNextPage) return <EmptyState words={words.empty} />;
  const columns = columnsOf(collection);
  return (
    <div className="flex min-w-0 flex-col gap-5">
      <section
        aria-label={words.label(collection.name)}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what can be scrolled has to be reached by keyboard
        tabIndex={0}
        className="card overflow-x-auto"
      >
        <table className="w-full text-left text-[0.9375rem]">
          <thead className="border-b border-line text-sm text-slate">
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col" className="px-4 py-3 font-semibold">
                  {column}
                </th>
              ))}
              <th scope="col" className="px-4 py-3 font-semibold">
                updated_at
              </th>
            </tr>
          </thead>
          <tbody>
            {documents.map((document) => (
              <DocumentRow
                key={`${document.owner_id} ${document.id}`}
                collection={collection}
                document={document}
                columns={columns}
                isForeign={asked.owner !== undefined || asked.scope === 'all'}
              />
            ))}
          </tbody>
        </table>
      </section>
      <ListEnd list={list} count={documents.length} words={words} />
    </div>
  );
}
