import { notesChanges } from '../../api';
import { notesGetQueryKey, notesListQueryKey } from '../../api/@tanstack/react-query.gen';
import type { LiveCollection } from '../../realtime/feed';

/** How notes are kept as they are on the server, and where they are cached. */
export const liveNotes = {
  name: 'notes',
  queries: { list: notesListQueryKey()[0]._id, item: notesGetQueryKey({ path: { id: '' } })[0]._id },
  changes: notesChanges,
} satisfies LiveCollection;
