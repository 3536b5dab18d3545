import { infiniteQueryOptions } from '@tanstack/react-query';
import type { Note } from '../../api';
import { notesListInfiniteOptions } from '../../api/@tanstack/react-query.gen';
import { cursorPages } from '../../shared/http/cursor-pages';
import type { NotesView } from './notes-view';

/** My notes of a view, page by page. */
export const notesQuery = ({ show, sort }: NotesView) => {
  const query: { status?: Note['status']; sort?: 'due' } = { ...(show && { status: show }), ...(sort && { sort }) };
  return infiniteQueryOptions({
    ...notesListInfiniteOptions(Object.keys(query).length > 0 ? { query } : undefined),
    ...cursorPages,
  });
};
