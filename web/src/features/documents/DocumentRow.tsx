import { Link } from '@tanstack/react-router';
import { linkStyle } from '../../shared/ui/link-style';
import { inWords } from './cells';
import type { AnyDocument, CollectionDescription } from './collection';

interface DocumentRowProps {
  collection: CollectionDescription;
  document: AnyDocument;
  columns: readonly string[];
  /** Whether it may be another's, whose id then is part of the way to it. */
  isForeign: boolean;
}

/** One document of the table. What people wrote is text, whatever it looks like. */
export function DocumentRow({ collection, document, columns, isForeign }: DocumentRowProps) {
  return (
    <tr className="border-b border-line last:border-0 hover:bg-fog">
      {columns.map((column, position) => (
        <td key={column} className="max-w-72 min-w-28 truncate px-4 py-1.5">
          {position === 0 ? (
            <Link
              to="/admin/data/$collection/$id"
              params={{ collection: collection.name, id: document.id }}
              search={isForeign && document.owner_id !== undefined ? { owner: document.owner_id } : {}}
              className={`${linkStyle} inline-flex min-h-11 max-w-64 items-center`}
            >
              <span className="truncate">{inWords(document[column], column) || document.id}</span>
            </Link>
          ) : (
            inWords(document[column], column)
          )}
        </td>
      ))}
      <td className="px-4 py-1.5 text-sm whitespace-nowrap text-slate">{inWords(document.updated_at, 'updated_at')}</td>
    </tr>
  );
}
