import { useInfiniteQuery } from '@tanstack/react-query';
import { Failure } from '../../shared/ui/Failure';
import { notesText } from '../../text/notes';
import { EmptyNotes } from './EmptyNotes';
import { MoreNotes } from './MoreNotes';
import { NoteCard } from './NoteCard';
import { NotesSkeleton } from './NotesSkeleton';
import { notesQuery } from './notes-query';

/** The notes there are, in each of its states. */
export function NoteList() {
  const list = useInfiniteQuery(notesQuery);
  if (list.isPending) return <NotesSkeleton />;
  if (list.isError && list.data === undefined) {
    return (
      <div>
        <Failure what={notesText.failed} error={list.error} onRetry={() => void list.refetch()} />
      </div>
    );
  }

  const notes = list.data?.pages.flatMap((page) => page.items) ?? [];
  if (notes.length === 0 && !list.hasNextPage) return <EmptyNotes />;
  return (
    <div className="flex min-w-0 flex-col gap-5">
      <ul aria-label={notesText.list} className="flex flex-col gap-3">
        {notes.map((note) => (
          <li key={note.id}>
            <NoteCard note={note} />
          </li>
        ))}
      </ul>
      <MoreNotes list={list} count={notes.length} />
    </div>
  );
}
