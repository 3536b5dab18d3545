import { Logo } from '../../shared/ui/Logo';
import { notesText } from '../../text/notes';

/** There are no notes yet. */
export function EmptyNotes() {
  return (
    <div className="flex flex-col items-center justify-center gap-2 rounded-2xl border border-dashed border-field/60 px-6 py-14 text-center">
      <Logo className="mb-2 size-14" />
      <h2 className="text-xl font-bold">{notesText.empty.title}</h2>
      <p className="max-w-sm text-slate">{notesText.empty.body}</p>
    </div>
  );
}
