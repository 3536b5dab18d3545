import { type InfiniteData, infiniteQueryOptions, type QueryClient } from '@tanstack/react-query';
import type { Note, NoteList } from '../../api';
import { notesListInfiniteOptions } from '../../api/@tanstack/react-query.gen';
import { cursorPages } from '../../shared/http/cursor-pages';

/** My notes, newest first, page by page. */
export const notesQuery = infiniteQueryOptions({
  ...notesListInfiniteOptions(),
  ...cursorPages,
});

/** Put a note that was just written where the server will list it: first. */
export function addToCache(queryClient: QueryClient, note: Note): void {
  queryClient.setQueryData(notesQuery.queryKey, (list: InfiniteData<NoteList> | undefined) => {
    const [newest, ...older] = list?.pages ?? [];
    if (list === undefined || newest === undefined) return list;
    return { ...list, pages: [{ ...newest, items: [note, ...newest.items] }, ...older] };
  });
}
