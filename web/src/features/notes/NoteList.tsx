import { useInfiniteQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { EmptyState } from '../../shared/ui/EmptyState';
import { PagedList } from '../../shared/ui/PagedList';
import { notesText } from '../../text/notes';
import { NoteCard } from './NoteCard';
import { notesQuery } from './notes-query';
import type { NotesView } from './notes-view';

/** The notes of a view. */
export function NoteList({ view }: { view: NotesView }) {
  const list = useInfiniteQuery(notesQuery(view));
  const section = useRef<HTMLElement>(null);
  return (
    // What goes away hands the focus to the list it was in.
    <section ref={section} aria-label={notesText.list} tabIndex={-1} className="min-w-0 outline-none">
      <PagedList
        list={list}
        words={view.show === undefined ? notesText : { ...notesText, end: notesText.endOfView }}
        empty={<EmptyState words={notesText.empty[view.show ?? 'all']} />}
      >
        {(notes) => (
          <ul className="flex flex-col gap-3">
            {notes.map((note) => (
              <li key={note.id}>
                <NoteCard note={note} show={view.show} onGoing={() => section.current?.focus()} />
              </li>
            ))}
          </ul>
        )}
      </PagedList>
    </section>
  );
}
