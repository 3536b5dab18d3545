import type { Note } from '../../api';
import { notesText } from '../../text/notes';
import { DueMark } from './DueMark';
import { day } from './days';
import { NoteBody } from './NoteBody';

/** One note. What people wrote is shown as text, never as markup. */
export function NoteCard({ note }: { note: Note }) {
  const isDone = note.status === 'done';
  return (
    <article className="card flex flex-col gap-2 p-4 sm:p-5">
      <div className="flex items-start justify-between gap-4">
        <h3
          className={`min-w-0 text-lg leading-snug font-bold wrap-anywhere ${isDone ? 'text-slate line-through decoration-1' : ''}`}
        >
          {note.title}
        </h3>
        {isDone && (
          <span className="flex-none rounded-full bg-calm-soft px-2.5 py-0.5 text-xs font-semibold text-calm">
            {notesText.statuses.done}
          </span>
        )}
      </div>
      {note.body && <NoteBody body={note.body} />}
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 text-sm text-slate">
        {note.due && <DueMark due={note.due} isDone={isDone} />}
        <time dateTime={note.created_at}>{notesText.written(day(new Date(note.created_at)))}</time>
        {note.tags.map((tag) => (
          <span
            key={tag}
            className="max-w-full rounded-md bg-raised px-2 py-0.5 text-xs font-medium wrap-anywhere text-slate"
          >
            {tag}
          </span>
        ))}
      </div>
    </article>
  );
}
