import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { type RefObject, useEffect, useRef } from 'react';

/** How far below the window the end of a list may still be when the next page is asked for. */
const AHEAD = '600px';

export type ReadableList = Pick<
  UseInfiniteQueryResult<unknown, unknown>,
  'error' | 'fetchNextPage' | 'hasNextPage' | 'isFetching' | 'isFetchingNextPage' | 'isFetchNextPageError'
>;

/**
 * Read a list on whenever what stands at its end comes near. Pages may be short or empty, so this looks anew after each;
 * after one that failed somebody has to ask for it.
 */
export function useReadOn<End extends Element>(list: ReadableList): RefObject<End | null> {
  const end = useRef<End>(null);
  const { fetchNextPage, hasNextPage, isFetching, isFetchNextPageError } = list;
  useEffect(() => {
    if (end.current === null || !hasNextPage || isFetching || isFetchNextPageError) return;
    const observer = new IntersectionObserver(
      (seen) => {
        // What somebody has just asked for by the button is not asked for again.
        if (seen.some(({ isIntersecting }) => isIntersecting)) void fetchNextPage({ cancelRefetch: false });
      },
      { rootMargin: AHEAD },
    );
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [fetchNextPage, hasNextPage, isFetching, isFetchNextPageError]);
  return end;
}
