import { Link } from '@tanstack/react-router';
import { collections } from '../../api/collections.gen';
import { PageHeading } from '../../shared/layout/PageHeading';
import { linkStyle } from '../../shared/ui/link-style';
import { documentsText } from '../../text/documents';

/** Every collection there is. */
export function CollectionsPage() {
  const words = documentsText.all;
  return (
    <>
      <div>
        <PageHeading title={words.title}>{words.heading}</PageHeading>
        <p className="text-slate">{words.lead}</p>
      </div>
      <ul className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
        {collections.map(({ name, path, read }) => (
          <li key={name} className="card flex flex-col p-5">
            <h2 className="text-lg font-bold">
              <Link
                to="/admin/data/$collection"
                params={{ collection: name }}
                className={`${linkStyle} inline-flex min-h-11 items-center`}
              >
                {name}
              </Link>
            </h2>
            <p className="font-mono text-sm text-slate">{path}</p>
            <p className="text-sm text-slate">{words.fields(Object.keys(read.properties ?? {}).length)}</p>
          </li>
        ))}
      </ul>
    </>
  );
}
