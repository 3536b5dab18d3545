import { documentsText } from '../../text/documents';
import { inWords } from './cells';
import type { AnyDocument, CollectionDescription } from './collection';

interface DocumentFactsProps {
  collection: CollectionDescription;
  document: AnyDocument;
}

/** Every field of a document, and all of it as it travels. */
export function DocumentFacts({ collection, document }: DocumentFactsProps) {
  const words = documentsText.document;
  const names = Object.keys(collection.read.properties ?? document);
  return (
    <>
      <section aria-label={words.fields} className="card p-5 sm:p-6">
        <dl className="grid gap-x-6 gap-y-2 sm:grid-cols-[auto_1fr]">
          {names.map((name) => (
            <div key={name} className="contents">
              <dt className="font-mono text-sm text-slate sm:pt-0.5">{name}</dt>
              <dd className="min-w-0 whitespace-pre-wrap wrap-anywhere max-sm:mb-2">{inWords(document[name], name)}</dd>
            </div>
          ))}
        </dl>
      </section>
      <details className="card p-5 sm:p-6">
        <summary className="min-h-6 cursor-pointer font-semibold">{words.raw}</summary>
        <pre className="mt-3 overflow-x-auto font-mono text-sm whitespace-pre-wrap wrap-anywhere">
          {JSON.stringify(document, undefined, 2)}
        </pre>
      </details>
    </>
  );
}
