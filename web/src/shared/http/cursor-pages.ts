/** How lists of the API are paged: only a missing cursor is the end; a page may be short, or empty. */
export const cursorPages = {
  initialPageParam: {},
  getNextPageParam: ({ next_cursor }: { next_cursor?: string | null }) => next_cursor ?? undefined,
};
