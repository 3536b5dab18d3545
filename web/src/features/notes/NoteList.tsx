import { useInfiniteQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { EmptyState } from '../../shared/ui/EmptyState';
import { Failure } from '../../shared/ui/Failure';
import { ListEnd } from '../../shared/ui/ListEnd';
import { ListSkeleton } from '../../shared/ui/ListSkeleton';
import { notesText } from '../../text/notes';
import { NoteCard } from './NoteCard';
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
      {list.isPending && <ListSkeleton />}
      {list.isError && list.data === undefined && (
        <Failure what={notesText.failed} error={list.error} onRetry={() => void list.refetch()} />
      )}
      {list.data && notes.length === 0 && !list.hasNextPage && (
        <EmptyState words={notesText.empty[view.show ?? 'all']} />
      )}
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
        <ListEnd
          list={list}
          count={notes.length}
          words={view.show === undefined ? notesText : { ...notesText, end: notesText.endOfView }}
        />
      )}
    </section>
  );
}
