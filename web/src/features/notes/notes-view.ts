/** Which notes are shown, and in which order: all, newest first, unless something else is said. */
export interface NotesView {
  show?: 'open' | 'done';
  sort?: 'due';
}

/** Read a view out of an address. What is none is left out. */
export function readNotesView({ show, sort }: Record<string, unknown>): NotesView {
  return {
    ...((show === 'open' || show === 'done') && { show }),
    ...(sort === 'due' && { sort }),
  };
}
