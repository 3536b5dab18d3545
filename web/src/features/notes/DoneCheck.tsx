import { useEffect, useState } from 'react';
import type { Note } from '../../api';
import { notesText } from '../../text/notes';

interface DoneCheckProps {
  note: Note;
  /** Whether what was asked for is on its way. */
  isPending: boolean;
  onChange: (status: Note['status']) => void;
}

/** Ticks a note off, and takes the tick away again. */
export function DoneCheck({ note, isPending, onChange }: DoneCheckProps) {
  // The cache tells of its changes a moment later, and until then the box would jump back.
  const [asked, setAsked] = useState<Note['status']>();
  useEffect(() => {
    if (!isPending) setAsked(undefined);
  }, [isPending]);

  return (
    <label className="-my-2.5 -ml-2.5 flex size-11 flex-none cursor-pointer items-center justify-center rounded-lg hover:bg-raised">
      <span className="sr-only">
        {notesText.done}: {note.title}
      </span>
      <input
        type="checkbox"
        checked={(asked ?? note.status) === 'done'}
        onChange={(event) => {
          const status = event.currentTarget.checked ? 'done' : 'open';
          setAsked(status);
          onChange(status);
        }}
        className="size-5 cursor-pointer accent-calm"
      />
    </label>
  );
}
