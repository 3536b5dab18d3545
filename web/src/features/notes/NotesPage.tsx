import { useSearch } from '@tanstack/react-router';
import { LiveMark } from '../../realtime/LiveMark';
import { useLive } from '../../realtime/use-live';
import { PageHeading } from '../../shared/layout/PageHeading';
import { notesText } from '../../text/notes';
import { liveNotes } from './live-notes';
import { NoteComposer } from './NoteComposer';
import { NoteList } from './NoteList';
import { NoteToolbar } from './NoteToolbar';

/** My notes, live, and a way to write another. */
export function NotesPage() {
  const view = useSearch({ from: '/signed-in/notes' });
  useLive(liveNotes);
  return (
    <div className="page grid gap-x-10 gap-y-6 py-8 sm:py-12 lg:grid-cols-[22rem_1fr] lg:grid-rows-[auto_1fr]">
      <div className="flex flex-wrap items-end justify-between gap-x-6 lg:col-span-2">
        <div>
          <PageHeading title={notesText.title}>{notesText.heading}</PageHeading>
          <p className="text-slate">{notesText.lead}</p>
        </div>
        <LiveMark />
      </div>
      <NoteComposer />
      <div className="flex min-w-0 flex-col gap-5">
        <NoteToolbar view={view} />
        <NoteList view={view} />
      </div>
    </div>
  );
}
