import { LiveMark } from '../../realtime/LiveMark';
import { useLive } from '../../realtime/use-live';
import { PageHeading } from '../../shared/layout/PageHeading';
import { notesText } from '../../text/notes';
import { liveNotes } from './live-notes';
import { NoteComposer } from './NoteComposer';
import { NoteList } from './NoteList';

/** My notes, and a way to write another. */
export function NotesPage() {
  useLive(liveNotes);
  return (
    <div className="page grid gap-x-10 gap-y-6 py-8 sm:py-12 lg:grid-cols-[22rem_1fr] lg:grid-rows-[auto_1fr]">
      <div className="lg:col-span-2">
        <PageHeading title={notesText.title}>{notesText.heading}</PageHeading>
        <p className="text-slate">{notesText.lead}</p>
        <LiveMark />
      </div>
      <NoteComposer />
      <NoteList />
    </div>
  );
}
