import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { client } from '../../api/client.gen';
import { cursorPages } from '../../shared/http/cursor-pages';
import { ifMatch } from '../../shared/http/if-match';
import type { AnyDocument, CollectionDescription } from './collection';

// As the generated calls say it of every operation that needs somebody signed in.
const SECURITY = [{ scheme: 'bearer', type: 'http' }] as const;

interface Page {
  items: AnyDocument[];
  next_cursor?: string | null;
}

/** What a list is asked for: filters, sort, owner, scope. */
export interface Asked {
  readonly sort?: string;
  readonly owner?: string;
  readonly scope?: string;
  readonly [filter: string]: string | undefined;
}

/** Whose document it is, where that is not one's own part of a collection. */
export type Owner = { owner?: string };

/** Everything that is cached of a collection here. */
export const cachedOf = ({ name }: CollectionDescription) => ({ queryKey: ['documents', name] });

/** The documents of a collection, page by page. */
export const documentsQuery = (collection: CollectionDescription, asked: Asked) =>
  infiniteQueryOptions({
    queryKey: [...cachedOf(collection).queryKey, 'list', asked],
    queryFn: async ({ pageParam, signal }) => {
      const query = { ...asked, ...(pageParam && { cursor: pageParam }) };
      const { data } = await client.get<{ 200: Page }, unknown, true>({
        url: collection.path,
        query,
        security: SECURITY,
        signal,
      });
      return data;
    },
    ...cursorPages,
    initialPageParam: '',
  });

/** One document. */
export const documentQuery = (collection: CollectionDescription, id: string, owner: Owner) =>
  queryOptions({
    queryKey: [...cachedOf(collection).queryKey, 'item', id, owner],
    queryFn: async () => (await readDocument(collection, id, owner)).data,
  });

export const readDocument = (collection: CollectionDescription, id: string, query: Owner) =>
  client.get<{ 200: AnyDocument }, unknown, true>({ ...one(collection, id), query });

export const createDocument = (collection: CollectionDescription, body: object) =>
  client.post<{ 201: AnyDocument }, unknown, true>({ url: collection.path, body, ...JSON_BODY });

export const patchDocument = (
  collection: CollectionDescription,
  id: string,
  query: Owner,
  body: object,
  headers: { 'If-Match': string },
) =>
  client.patch<{ 200: AnyDocument }, unknown, true>({
    ...one(collection, id),
    ...JSON_BODY,
    query,
    body,
    headers: { ...JSON_BODY.headers, ...headers },
  });

export const deleteDocument = (collection: CollectionDescription, document: AnyDocument, query: Owner) =>
  client.delete<{ 204: unknown }, unknown, true>({
    ...one(collection, document.id),
    query,
    headers: ifMatch(document),
  });

export const countDocument = (collection: CollectionDescription, id: string, field: string, by: number) =>
  client.post<{ 200: AnyDocument }, unknown, true>({
    url: `${collection.path}/{id}/increment`,
    path: { id },
    body: { field, by },
    ...JSON_BODY,
  });

const JSON_BODY = { security: SECURITY, headers: { 'Content-Type': 'application/json' } } as const;

const one = ({ path }: CollectionDescription, id: string) =>
  ({ url: `${path}/{id}`, path: { id }, security: SECURITY }) as const;
