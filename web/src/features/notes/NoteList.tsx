import { useInfiniteQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { Failure } from '../../shared/ui/Failure';
import { notesText } from '../../text/notes';
import { EmptyNotes } from './EmptyNotes';
import { MoreNotes } from './MoreNotes';
import { NoteCard } from './NoteCard';
import { NotesSkeleton } from './NotesSkeleton';
import { notesQuery } from './notes-query';
import type { NotesView } from './notes-view';

/** The notes of a view, in each of its states. */
export function NoteList({ view }: { view: NotesView }) {
  const list = useInfiniteQuery(notesQuery(view));
  const section = useRef<HTMLElement>(null);
  const notes = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    // What goes away hands the focus to the list it was in.
    <section
      ref={section}
      aria-label={notesText.list}
      tabIndex={-1}
      className="flex min-w-0 flex-col gap-5 outline-none"
    >
      {list.isPending && <NotesSkeleton />}
      {list.isError && list.data === undefined && (
        <Failure what={notesText.failed} error={list.error} onRetry={() => void list.refetch()} />
      )}
      {list.data && notes.length === 0 && !list.hasNextPage && <EmptyNotes show={view.show ?? 'all'} />}
      {notes.length > 0 && (
        <ul className="flex flex-col gap-3">
          {notes.map((note) => (
            <li key={note.id}>
              <NoteCard note={note} show={view.show} onGoing={() => section.current?.focus()} />
            </li>
          ))}
        </ul>
      )}
      {list.data && (notes.length > 0 || list.hasNextPage) && (
        <MoreNotes list={list} count={notes.length} isAll={view.show === undefined} />
      )}
    </section>
  );
}
