import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Note } from '../../api';
import { placeDocument } from '../../realtime/cached-lists';
import { ClashDialog } from '../../shared/clash/ClashDialog';
import { describeProblem } from '../../shared/http/describe-problem';
import { isProblem } from '../../shared/http/problem-error';
import { showToast } from '../../shared/toasts';
import { buttonStyle } from '../../shared/ui/button-style';
import { CallForm } from '../../shared/ui/CallForm';
import { Dialog } from '../../shared/ui/Dialog';
import { notesText } from '../../text/notes';
import { liveNotes } from './live-notes';
import { MainNoteFields, MoreNoteFields } from './NoteFields';
import { readNote, shownField } from './note-form';
import { useSaveNote } from './use-save-note';

interface NoteEditorProps {
  note: Note;
  onClose: () => void;
}

const words = notesText.change;

/** Changes a note, as it was when one began. What was changed elsewhere meanwhile is asked about, field by field. */
export function NoteEditor({ note, onClose }: NoteEditorProps) {
  const client = useQueryClient();
  const [begun] = useState(note);
  const save = useSaveNote(begun, (saved) => {
    placeDocument(client, liveNotes.queries, saved);
    showToast({ words: words.saved(saved.title) });
    onClose();
  });
  const { clash } = save;

  return (
    <Dialog title={words.heading} onClose={onClose}>
      <CallForm
        call={save}
        submit={words.submit}
        pending={words.pending}
        onSubmit={(form) => save.save(readNote(form))}
        describe={(error) =>
          isProblem(error, 'not-found') ? (
            <>
              <p className="mb-3">{words.gone}</p>
              <button type="button" onClick={save.saveAsNew} className={buttonStyle('quiet')}>
                {words.writeAgain}
              </button>
            </>
          ) : (
            describeProblem(error)
          )
        }
        className="gap-4"
      >
        <MainNoteFields note={begun} />
        <MoreNoteFields note={begun} />
      </CallForm>
      {clash && (
        <ClashDialog
          fields={clash.fields.map((name) => ({
            name,
            label: notesText.fields[name],
            mine: shownField({ ...clash.base, ...clash.entered }, name),
            theirs: shownField(clash.now, name),
          }))}
          onSettle={save.settle}
          onClose={save.unsettle}
        />
      )}
    </Dialog>
  );
}
