import type { InfiniteData, QueryClient, QueryKey } from '@tanstack/react-query';
import { belongs, inOrderOf, isSortable, type ListedDocument, type ListQuery } from './placement';

/** A page of a list, as the API answers it. */
export interface Page<Document> {
  items: Document[];
  next_cursor?: string | null;
}

type Pages<Document> = InfiniteData<Page<Document>>;

/** The generated names of a collection's queries: the first part of their keys. */
export interface CachedQueries {
  list: string;
  item: string;
}

interface GeneratedKey {
  _id?: unknown;
  query?: ListQuery;
  path?: { id?: unknown };
}

const generated = (key: QueryKey): GeneratedKey => (key[0] ?? {}) as GeneratedKey;

/** Finds the cached queries of one collection, by the first part of the keys that the generated client gives them. */
export const isOf = (queries: CachedQueries) => ({
  predicate: ({ queryKey }: { queryKey: QueryKey }) => {
    const id = generated(queryKey)._id;
    return id === queries.list || id === queries.item;
  },
});

/**
 * Put a document where the cached lists and the cached document have it, or would have it: it moves when its order
 * changed, and leaves lists whose filters it no longer fits. Lists whose order only the server knows are read again.
 * What is cached in a newer version stays. `owner` is given for documents of another's part of a collection.
 */
export function placeDocument(
  client: QueryClient,
  queries: CachedQueries,
  document: ListedDocument,
  owner?: string,
): void {
  for (const [key, pages] of listsOf<ListedDocument>(client, queries)) {
    const query = generated(key).query;
    // Another's documents are in the lists that ask for them alone.
    if (owner !== undefined && query?.owner !== owner) continue;
    const isIn = belongs(document, query);
    if (isIn === undefined || !isSortable(document, query)) {
      void client.invalidateQueries({ queryKey: key, exact: true });
    } else if (pages !== undefined && !hasNewer(pages, document)) {
      const rest = without(pages, document.id);
      client.setQueryData(key, isIn ? withDocument(rest, document, inOrderOf(query)) : rest);
    }
  }
  for (const [key, cached] of itemsOf(client, queries, document.id)) {
    if (cached === undefined || cached.version <= document.version) client.setQueryData(key, document);
  }
}

/** Take a document out of every cached list. Its own page, if somebody is on it, asks the server, and says so. */
export function dropDocument(client: QueryClient, queries: CachedQueries, id: string): void {
  for (const [key, pages] of listsOf<ListedDocument>(client, queries)) {
    if (pages !== undefined) client.setQueryData(key, without(pages, id));
  }
  for (const [key] of itemsOf(client, queries, id)) void client.invalidateQueries({ queryKey: key, exact: true });
}

/** The version in which a document is cached anywhere, the newest one. */
export function cachedVersion(client: QueryClient, queries: CachedQueries, id: string): number | undefined {
  const inLists = listsOf<ListedDocument>(client, queries).flatMap(([, pages]) => itemsIn(pages));
  const alone = itemsOf(client, queries, id).map(([, cached]) => cached);
  const versions = [...inLists, ...alone].filter((cached) => cached?.id === id).map((cached) => cached?.version ?? 0);
  return versions.length === 0 ? undefined : Math.max(...versions);
}

const itemsIn = <Document>(pages: Pages<Document> | undefined) => pages?.pages.flatMap((page) => page.items) ?? [];

const listsOf = <Document>(client: QueryClient, { list }: CachedQueries) =>
  client
    .getQueriesData<Pages<Document>>({ predicate: ({ queryKey }) => generated(queryKey)._id === list })
    // The client also makes keys of single pages, which nothing here uses.
    .filter(([, data]) => data === undefined || 'pages' in data);

const itemsOf = (client: QueryClient, { item }: CachedQueries, id: string) =>
  client.getQueriesData<ListedDocument>({
    predicate: ({ queryKey }) => generated(queryKey)._id === item && generated(queryKey).path?.id === id,
  });

const hasNewer = (pages: Pages<ListedDocument>, document: ListedDocument) =>
  itemsIn(pages).some(({ id, version }) => id === document.id && version > document.version);

function without<Document extends ListedDocument>(data: Pages<Document>, id: string): Pages<Document> {
  if (!itemsIn(data).some((item) => item.id === id)) return data;
  const pages = data.pages.map((page) => ({ ...page, items: page.items.filter((item) => item.id !== id) }));
  return { ...data, pages };
}

function withDocument<Document extends ListedDocument>(
  data: Pages<Document>,
  document: Document,
  order: (one: Document, other: Document) => number,
): Pages<Document> {
  const home = data.pages.findIndex(({ items }) => items.some((item) => order(document, item) < 0));
  const last = data.pages.length - 1;
  // Behind everything that was read: it is there only if there is no more to read.
  if (home === -1 && (last === -1 || data.pages[last]?.next_cursor)) return data;
  const target = home === -1 ? last : home;
  const pages = data.pages.map((page, number) => {
    if (number !== target) return page;
    const place = page.items.findIndex((item) => order(document, item) < 0);
    const items = place === -1 ? [...page.items, document] : page.items.toSpliced(place, 0, document);
    return { ...page, items };
  });
  return { ...data, pages };
}
