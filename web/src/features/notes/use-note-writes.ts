import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query';
import { type Note, type NotePatch, notesDelete, notesPatch, notesPut } from '../../api';
import { dropDocument, isOf, placeDocument } from '../../realtime/cached-lists';
import { describeProblem } from '../../shared/http/describe-problem';
import { isProblem } from '../../shared/http/problem-error';
import { showToast } from '../../shared/toasts';
import { text } from '../../text';
import { notesText } from '../../text/notes';
import { liveNotes } from './live-notes';

const { queries } = liveNotes;
const place = (client: QueryClient, note: Note) => placeDocument(client, queries, note);

/** Writes to one note carry this key, so that what others change of it waits meanwhile; `scope` has them one by one. */
const writesOf = ({ id }: Note) => ({ mutationKey: [liveNotes.name, id], scope: { id } });

/**
 * Change a note where one sees it, before the server has answered. When it refuses, the note is as it was, and a message
 * says why.
 */
export function useChangeNote(note: Note) {
  const client = useQueryClient();
  return useMutation({
    ...writesOf(note),
    mutationFn: async (patch: NotePatch) => (await notesPatch({ path: { id: note.id }, body: patch })).data,
    onMutate: async (patch) => {
      await client.cancelQueries(isOf(queries));
      place(client, { ...note, ...patch } as Note);
    },
    onSuccess: (changed) => {
      // The last of several has the last word; until then the page shows what was asked for.
      if (client.isMutating({ mutationKey: [liveNotes.name, note.id] }) <= 1) place(client, changed);
    },
    onError: (error) => takeBack(client, note, error, notesText.changeFailed(note.title)),
  });
}

/** Delete a note where one sees it, with a way to take that back. */
export function useDeleteNote(note: Note) {
  const client = useQueryClient();
  const restore = useRestoreNote(note);
  return useMutation({
    ...writesOf(note),
    // Of the version that is seen: what was changed elsewhere meanwhile is looked at first.
    mutationFn: () => notesDelete({ path: { id: note.id }, headers: { 'If-Match': `"${note.version}"` } }),
    onMutate: async () => {
      await client.cancelQueries(isOf(queries));
      dropDocument(client, queries, note.id);
    },
    onSuccess: () =>
      showToast({
        words: notesText.deleted(note.title),
        action: { label: notesText.undo, run: () => restore.mutate() },
      }),
    onError: (error) => {
      if (isProblem(error, 'not-found')) return;
      takeBack(client, note, error, notesText.deleteFailed(note.title));
    },
  });
}

/** Write a deleted note once more, under the id it had, so that it is where it was. */
function useRestoreNote({ id, title, body, due, status, tags }: Note) {
  const client = useQueryClient();
  const restore = useMutation({
    mutationFn: async () => {
      const note = { title, body, due, status, tags };
      return (await notesPut({ path: { id }, body: note, headers: { 'If-None-Match': '*' } })).data;
    },
    onSuccess: (restored) => place(client, restored),
    onError: (error) => {
      // It is there: the answer to an earlier try was lost, or another device was faster.
      if (isProblem(error, 'precondition-failed')) return client.invalidateQueries(isOf(queries));
      showToast({
        words: `${notesText.restoreFailed(title)} ${describeProblem(error)}`,
        action: { label: text.failure.retry, run: () => restore.mutate() },
        tone: 'alarm',
      });
    },
  });
  return restore;
}

function takeBack(client: QueryClient, note: Note, error: Error, what: string): void {
  place(client, note);
  // What it is by now, only the server knows.
  void client.invalidateQueries(isOf(queries));
  showToast({ words: `${what} ${describeProblem(error)}`, tone: 'alarm' });
}
