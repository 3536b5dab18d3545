import { useState } from 'react';
import type { Note } from '../../api';
import { dayOf } from '../../shared/ui/dates';
import { EditAndDelete } from '../../shared/ui/EditAndDelete';
import { notesText } from '../../text/notes';
import { DoneCheck } from './DoneCheck';
import { DueMark } from './DueMark';
import { NoteBody } from './NoteBody';
import { NoteEditor } from './NoteEditor';
import { useChangeNote, useDeleteNote } from './use-note-writes';

interface NoteCardProps {
  note: Note;
  /** The status that all notes of the list have, if it is one of those. */
  show: Note['status'] | undefined;
  /** The card is about to go away, and the focus with it. */
  onGoing: () => void;
}

/** One note, and what one can do with it. What people wrote is shown as text, never as markup. */
export function NoteCard({ note, show, onGoing }: NoteCardProps) {
  const [isEditing, setEditing] = useState(false);
  const change = useChangeNote(note);
  const remove = useDeleteNote(note);
  const isDone = note.status === 'done';
  return (
    <article className="card flex flex-col gap-2 p-4 sm:p-5">
      <div className="flex items-start gap-2">
        <DoneCheck
          note={note}
          isPending={change.isPending}
          onChange={(status) => {
            if (show !== undefined && show !== status) onGoing();
            change.mutate({ status });
          }}
        />
        <h2
          className={`min-w-0 flex-1 text-lg leading-snug font-bold wrap-anywhere ${isDone ? 'text-slate line-through decoration-1' : ''}`}
        >
          {note.title}
        </h2>
      </div>
      {note.body && <NoteBody body={note.body} />}
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 text-sm text-slate">
        {note.due && <DueMark due={note.due} isDone={isDone} />}
        <time dateTime={note.created_at}>{notesText.written(dayOf(note.created_at))}</time>
        {note.tags.map((tag) => (
          <span
            key={tag}
            className="max-w-full rounded-md bg-raised px-2 py-0.5 text-xs font-medium wrap-anywhere text-slate"
          >
            {tag}
          </span>
        ))}
        <EditAndDelete
          what={note.title}
          onEdit={() => setEditing(true)}
          onDelete={() => {
            onGoing();
            remove.mutate();
          }}
          className="-my-2 -mr-3 ml-auto"
        />
      </div>
      {isEditing && <NoteEditor note={note} onClose={() => setEditing(false)} />}
    </article>
  );
}
