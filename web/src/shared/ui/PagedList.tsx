import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Failure } from './Failure';
import { ListEnd, type ListEndWords } from './ListEnd';
import { ListSkeleton } from './ListSkeleton';

interface PagedListProps<Item> {
  list: UseInfiniteQueryResult<{ pages: { items: Item[] }[] }, unknown>;
  words: ListEndWords & { failed: string };
  /** Stands there when there is nothing. */
  empty: ReactNode;
  /** Stands there until the first page has come. */
  skeleton?: ReactNode;
  /** Lays out what has been read so far. */
  children: (items: Item[]) => ReactNode;
}

/** A list that is read page by page, in each of its states: on its way, failed, empty, and as far as it is read. */
export function PagedList<Item>({ list, words, empty, skeleton = <ListSkeleton />, children }: PagedListProps<Item>) {
  if (list.isPending) return skeleton;
  if (list.isError && list.data === undefined) {
    return <Failure what={words.failed} error={list.error} onRetry={() => void list.refetch()} />;
  }

  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  if (items.length === 0 && !list.hasNextPage) return empty;
  return (
    <div className="flex min-w-0 flex-col gap-5">
      {children(items)}
      <ListEnd list={list} count={items.length} words={words} />
    </div>
  );
}
