import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type Note, type NotePatch, notesDelete, notesPatch, notesPut } from '../../api';
import { isOf, placeDocument } from '../../realtime/cached-lists';
import { takeBack, useDeleteDocument } from '../../shared/documents/use-delete-document';
import { describeProblem } from '../../shared/http/describe-problem';
import { notesText } from '../../text/notes';
import { liveNotes } from './live-notes';

/**
 * Change a note where one sees it, before the server has answered. When it refuses, the note is as it was, and a message
 * says why.
 */
export function useChangeNote(note: Note) {
  const client = useQueryClient();
  const { queries } = liveNotes;
  const mutationKey = [liveNotes.name, note.id];
  return useMutation({
    mutationKey,
    // One after the other, as they were asked for.
    scope: { id: note.id },
    mutationFn: async (patch: NotePatch) => (await notesPatch({ path: { id: note.id }, body: patch })).data,
    onMutate: async (patch) => {
      await client.cancelQueries(isOf(queries));
      placeDocument(client, queries, { ...note, ...patch } as Note);
    },
    onSuccess: (changed) => {
      // The last of several has the last word; until then the page shows what was asked for.
      if (client.isMutating({ mutationKey }) <= 1) placeDocument(client, queries, changed);
    },
    onError: (error) =>
      takeBack(client, liveNotes, note, `${notesText.changeFailed(note.title)} ${describeProblem(error)}`),
  });
}

/** Delete a note where one sees it, with a way to take that back. */
export function useDeleteNote(note: Note) {
  const { id, title, body, due, status, tags } = note;
  return useDeleteDocument(note, {
    collection: liveNotes,
    remove: (headers) => notesDelete({ path: { id }, headers }),
    restore: (headers) => notesPut({ path: { id }, body: { title, body, due, status, tags }, headers }),
    words: {
      deleted: notesText.deleted(title),
      deleteFailed: notesText.deleteFailed(title),
      restoreFailed: notesText.restoreFailed(title),
    },
  });
}
