import { useState } from 'react';
import { notesText } from '../../text/notes';

const LONG = { characters: 480, lines: 8 };

/** The text of a note; a long one is folded until one asks for it. */
export function NoteBody({ body }: { body: string }) {
  const [isOpen, setOpen] = useState(false);
  const isLong = body.length > LONG.characters || body.split('\n').length > LONG.lines;
  return (
    <div className="min-w-0">
      <p className={`whitespace-pre-wrap wrap-anywhere ${isLong && !isOpen ? 'line-clamp-6' : ''}`}>{body}</p>
      {isLong && (
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
          className="min-h-9 cursor-pointer text-sm font-semibold text-sea underline underline-offset-4"
        >
          {isOpen ? notesText.showLess : notesText.showAll}
        </button>
      )}
    </div>
  );
}
