import { Link, useNavigate } from '@tanstack/react-router';
import { SelectField } from '../../shared/ui/SelectField';
import { notesText } from '../../text/notes';
import type { NotesView } from './notes-view';

const words = notesText.view;
const SHOWS = [undefined, 'open', 'done'] as const;

const LINK =
  'flex min-h-11 items-center rounded-md px-4 text-sm font-medium text-slate hover:text-ink ' +
  'aria-[current=page]:bg-surface aria-[current=page]:text-ink aria-[current=page]:shadow-sm ' +
  'aria-[current=page]:ring-1 aria-[current=page]:ring-field/70';

/** Which notes are shown and in which order. Both are in the address, so that one can come back to them. */
export function NoteToolbar({ view }: { view: NotesView }) {
  const navigate = useNavigate();
  return (
    <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
      <nav aria-label={words.show} className="flex gap-1 rounded-lg bg-raised p-1">
        {SHOWS.map((show) => (
          <Link
            key={show ?? 'all'}
            to="/notes"
            search={{ ...view, show }}
            replace
            resetScroll={false}
            activeOptions={{ explicitUndefined: true }}
            className={LINK}
          >
            {words.shows[show ?? 'all']}
          </Link>
        ))}
      </nav>
      <SelectField
        name="sort"
        label={words.sort}
        options={words.sorts}
        value={view.sort ?? 'newest'}
        onChange={(sort) =>
          void navigate({
            to: '/notes',
            search: { ...view, sort: sort === 'due' ? sort : undefined },
            replace: true,
            resetScroll: false,
          })
        }
        isInline
      />
    </div>
  );
}
