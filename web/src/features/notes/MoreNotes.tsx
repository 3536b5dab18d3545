import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import type { NoteList, NotesListError } from '../../api';
import { buttonStyle } from '../../shared/ui/button-style';
import { Failure } from '../../shared/ui/Failure';
import { text } from '../../text';

interface MoreNotesProps {
  list: UseInfiniteQueryResult<InfiniteData<NoteList>, NotesListError>;
  count: number;
}

/** The end of the list: a way to read on, why that failed, or that there is no more. */
export function MoreNotes({ list, count }: MoreNotesProps) {
  const words = text.notes;
  if (list.isFetchNextPageError) {
    return <Failure what={words.moreFailed} error={list.error} onRetry={() => void list.fetchNextPage()} />;
  }
  return (
    <>
      {list.hasNextPage && (
        <button
          type="button"
          aria-disabled={list.isFetchingNextPage}
          onClick={() => !list.isFetchingNextPage && void list.fetchNextPage()}
          className={`${buttonStyle('quiet')} self-center`}
        >
          {list.isFetchingNextPage ? words.loadingMore : words.more}
        </button>
      )}
      <p role="status" className={list.hasNextPage ? 'sr-only' : 'text-center text-sm text-slate'}>
        {list.hasNextPage ? words.loaded(count) : words.end(count)}
      </p>
    </>
  );
}
