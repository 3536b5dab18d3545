import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { buttonStyle } from './button-style';
import { Failure } from './Failure';

interface LoadMoreProps {
  list: Pick<
    UseInfiniteQueryResult<unknown, unknown>,
    'error' | 'fetchNextPage' | 'hasNextPage' | 'isFetchingNextPage' | 'isFetchNextPageError'
  >;
  words: { more: string; loadingMore: string; moreFailed: string };
}

/** Below a list: a way to read on, or why that failed. Nothing once there is no more. */
export function LoadMore({ list, words }: LoadMoreProps) {
  if (list.isFetchNextPageError) {
    return <Failure what={words.moreFailed} error={list.error} onRetry={() => void list.fetchNextPage()} />;
  }
  if (!list.hasNextPage) return null;
  return (
    <button
      type="button"
      aria-disabled={list.isFetchingNextPage}
      onClick={() => !list.isFetchingNextPage && void list.fetchNextPage()}
      className={`${buttonStyle('quiet')} self-center`}
    >
      {list.isFetchingNextPage ? words.loadingMore : words.more}
    </button>
  );
}
