import { Logo } from '../../shared/ui/Logo';
import { notesText } from '../../text/notes';

/** There are no notes, or none of those that are asked for. */
export function EmptyNotes({ show }: { show: keyof typeof notesText.empty }) {
  const words = notesText.empty[show];
  return (
    <div className="flex flex-col items-center justify-center gap-2 rounded-2xl border border-dashed border-field/60 px-6 py-14 text-center">
      <Logo className="mb-2 size-14" />
      <h2 className="text-xl font-bold">{words.title}</h2>
      <p className="max-w-sm text-slate">{words.body}</p>
    </div>
  );
}
