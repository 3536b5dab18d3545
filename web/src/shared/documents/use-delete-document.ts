import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query';
import { dropDocument, isOf, placeDocument } from '../../realtime/cached-lists';
import type { LiveCollection } from '../../realtime/feed';
import type { ListedDocument } from '../../realtime/placement';
import { text } from '../../text';
import { describeProblem } from '../http/describe-problem';
import { ifMatch } from '../http/if-match';
import { isProblem } from '../http/problem-error';
import { showToast } from '../toasts';

interface Deletable<Document> {
  collection: LiveCollection;
  remove: (headers: { 'If-Match': string }) => Promise<unknown>;
  /** Write it once more under the id it had, so that it is where it was. */
  restore: (headers: { 'If-None-Match': '*' }) => Promise<{ data: Document }>;
  words: { deleted: string; deleteFailed: string; restoreFailed: string };
}

/** Delete a document where one sees it, before the server has answered, with a way to take that back. */
export function useDeleteDocument<Document extends ListedDocument>(
  document: Document,
  { collection, remove, restore, words }: Deletable<Document>,
) {
  const client = useQueryClient();
  const { queries } = collection;

  const bringBack = useMutation({
    mutationFn: async () => (await restore({ 'If-None-Match': '*' })).data,
    onSuccess: (restored) => placeDocument(client, queries, restored),
    onError: (error) => {
      // It is there: the answer to an earlier try was lost, or another device was faster.
      if (isProblem(error, 'precondition-failed')) return client.invalidateQueries(isOf(queries));
      showToast({
        words: `${words.restoreFailed} ${describeProblem(error)}`,
        action: { label: text.failure.retry, run: () => bringBack.mutate() },
        tone: 'alarm',
      });
    },
  });

  return useMutation({
    mutationKey: [collection.name, document.id],
    // Of the version that is seen: what was changed elsewhere meanwhile is looked at first.
    mutationFn: () => remove(ifMatch(document)),
    onMutate: async () => {
      await client.cancelQueries(isOf(queries));
      dropDocument(client, queries, document.id);
    },
    onSuccess: () => showToast({ words: words.deleted, action: { label: text.undo, run: () => bringBack.mutate() } }),
    onError: (error) => {
      if (!isProblem(error, 'not-found'))
        takeBack(client, collection, document, `${words.deleteFailed} ${describeProblem(error)}`);
    },
  });
}

/** Show a document as it was before a change that was refused, and say why. */
export function takeBack(
  client: QueryClient,
  { queries }: LiveCollection,
  document: ListedDocument,
  words: string,
): void {
  placeDocument(client, queries, document);
  // What it is by now, only the server knows.
  void client.invalidateQueries(isOf(queries));
  showToast({ words, tone: 'alarm' });
}
