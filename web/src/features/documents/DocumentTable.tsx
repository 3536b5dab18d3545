import { useInfiniteQuery } from '@tanstack/react-query';
import { EmptyState } from '../../shared/ui/EmptyState';
import { PagedList } from '../../shared/ui/PagedList';
import { documentsText } from '../../text/documents';
import { type Asked, documentsQuery } from './calls';
import { columnsOf } from './cells';
import type { CollectionDescription } from './collection';
import { DocumentRow } from './DocumentRow';

interface DocumentTableProps {
  collection: CollectionDescription;
  asked: Asked;
}

/** Documents, a row each. */
export function DocumentTable({ collection, asked }: DocumentTableProps) {
  const words = documentsText.list;
  const list = useInfiniteQuery(documentsQuery(collection, asked));
  const columns = columnsOf(collection);
  return (
    <PagedList list={list} words={words} empty={<EmptyState words={words.empty} />}>
      {(documents) => (
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
      )}
    </PagedList>
  );
}
