import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import type { NoteList, NotesListError } from '../../api';
import { LoadMore } from '../../shared/ui/LoadMore';
import { notesText } from '../../text/notes';

interface MoreNotesProps {
  list: UseInfiniteQueryResult<InfiniteData<NoteList>, NotesListError>;
  count: number;
  /** Whether all notes are listed, and not some of them. */
  isAll: boolean;
}

/** The end of the list: a way to read on, why that failed, or that there is no more. */
export function MoreNotes({ list, count, isAll }: MoreNotesProps) {
  const words = notesText;
  const end = isAll ? words.end(count) : words.endOfView(count);
  return (
    <>
      <LoadMore list={list} words={words} />
      {!list.isFetchNextPageError && (
        <p role="status" className={list.hasNextPage ? 'sr-only' : 'text-center text-sm text-slate'}>
          {list.hasNextPage ? words.loaded(count) : end}
        </p>
      )}
    </>
  );
}
