import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { type Note, type NoteCreate, notesCreate, notesGet, notesPatch } from '../../api';
import { compareChanges } from '../../shared/clash/clash';
import { isProblem } from '../../shared/http/problem-error';
import { liveNotes } from './live-notes';

type Entered = Required<NoteCreate>;
export type NoteField = keyof Entered;

/** What was entered here for a note that was `base`, and is `now`; `fields` were changed both here and elsewhere. */
interface Clash {
  fields: NoteField[];
  base: Note;
  entered: Partial<Entered>;
  now: Note;
}

// How often others may be faster in a row before one is told.
const ATTEMPTS = 3;

/**
 * Save what was changed in a form that began with `begun`, and nothing else. Where somebody changed other fields
 * meanwhile, both changes stay; where they changed the same ones, `clash` says so until it is settled.
 */
export function useSaveNote(begun: Note, onSaved: (note: Note) => void) {
  const { id } = begun;
  const [clash, setClash] = useState<Clash>();
  const [written, setWritten] = useState<Entered>();

  const change = useMutation({
    mutationKey: [liveNotes.name, id],
    mutationFn: async ({ base, entered }: { base: Note; entered: Partial<Entered> }) => {
      let now = base;
      for (let attempt = 1; ; attempt += 1) {
        const { mine, clashing } = compareChanges<Entered>(base, entered, now);
        if (clashing.length > 0) return setClash({ fields: clashing, base, entered, now });
        if (Object.keys(mine).length === 0) return onSaved(now);
        try {
          const headers = { 'If-Match': `"${now.version}"` };
          return onSaved((await notesPatch({ path: { id }, body: mine, headers })).data);
        } catch (error) {
          if (!isProblem(error, 'precondition-failed') || attempt === ATTEMPTS) throw error;
          now = (await notesGet({ path: { id } })).data;
        }
      }
    },
  });
  const create = useMutation({
    mutationFn: async (body: Entered) => onSaved((await notesCreate({ body })).data),
  });

  return {
    error: create.error ?? change.error,
    isError: create.isError || change.isError,
    isPending: create.isPending || change.isPending,
    clash,

    save(entered: Entered): void {
      setWritten(entered);
      change.mutate({ base: begun, entered });
    },

    /** Go on with what was entered in these fields, and with what there is by now in the other clashing ones. */
    settle(mine: NoteField[]): void {
      if (clash === undefined) return;
      const entered = compareChanges<Entered>(clash.base, clash.entered, clash.now).mine;
      for (const field of clash.fields) if (!mine.includes(field)) delete entered[field];
      setClash(undefined);
      change.mutate({ base: clash.now, entered });
    },

    unsettle: () => setClash(undefined),

    /** Keep what was written where the note itself was deleted meanwhile. */
    saveAsNew(): void {
      if (written !== undefined && !create.isPending) create.mutate(written);
    },
  };
}
