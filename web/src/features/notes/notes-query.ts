import { infiniteQueryOptions } from '@tanstack/react-query';
import { notesListInfiniteOptions } from '../../api/@tanstack/react-query.gen';
import { cursorPages } from '../../shared/http/cursor-pages';

/** My notes, newest first, page by page. */
export const notesQuery = infiniteQueryOptions({
  ...notesListInfiniteOptions(),
  ...cursorPages,
});
