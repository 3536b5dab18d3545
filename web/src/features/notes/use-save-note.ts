import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { type Note, type NoteCreate, notesCreate, notesGet, notesPatch } from '../../api';
import { useSaveChanges } from '../../shared/documents/use-save-changes';
import { liveNotes } from './live-notes';

type Entered = Required<NoteCreate>;

/** Save what was changed in the form of a note; or, where that was deleted meanwhile, what was written as a new one. */
export function useSaveNote(begun: Note, onSaved: (note: Note) => void) {
  const { id } = begun;
  const [written, setWritten] = useState<Entered>();
  const changes = useSaveChanges<Entered, Note>(
    begun,
    {
      mutationKey: [liveNotes.name, id],
      read: () => notesGet({ path: { id } }),
      patch: (body, headers) => notesPatch({ path: { id }, body, headers }),
    },
    onSaved,
  );
  const create = useMutation({
    mutationFn: async (body: Entered) => onSaved((await notesCreate({ body })).data),
  });

  return {
    ...changes,
    error: create.error ?? changes.error,
    isError: create.isError || changes.isError,
    isPending: create.isPending || changes.isPending,

    save(entered: Entered): void {
      setWritten(entered);
      changes.save(entered);
    },

    saveAsNew(): void {
      if (written !== undefined && !create.isPending) create.mutate(written);
    },
  };
}
