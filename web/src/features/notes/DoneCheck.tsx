import type { Note } from '../../api';
import { notesText } from '../../text/notes';

interface DoneCheckProps {
  note: Note;
  onChange: (status: Note['status']) => void;
}

/** Ticks a note off, and takes the tick away again. */
export function DoneCheck({ note, onChange }: DoneCheckProps) {
  return (
    <label className="-my-2.5 -ml-2.5 flex size-11 flex-none cursor-pointer items-center justify-center rounded-lg hover:bg-raised">
      <span className="sr-only">
        {notesText.done}: {note.title}
      </span>
      <input
        type="checkbox"
        checked={note.status === 'done'}
        onChange={(event) => onChange(event.currentTarget.checked ? 'done' : 'open')}
        className="size-5 cursor-pointer accent-calm"
      />
    </label>
  );
}
