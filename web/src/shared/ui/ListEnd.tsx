import { useEffect, useRef } from 'react';
import { LoadMore } from './LoadMore';
import { type ReadableList, useReadOn } from './use-read-on';

export interface ListEndWords {
  more: string;
  loadingMore: string;
  moreFailed: string;
  loaded: (count: number) => string;
  end: (count: number) => string;
}

interface ListEndProps {
  list: ReadableList;
  count: number;
  words: ListEndWords;
}

/** The end of an endless list: it reads on by itself, or when asked to, and says how far it is. */
export function ListEnd({ list, count, words }: ListEndProps) {
  const end = useReadOn<HTMLDivElement>(list);
  const line = useRef<HTMLParagraphElement>(null);
  const hasFocus = useRef(false);

  // The button that was pressed is gone after the last page; the focus stays here.
  useEffect(() => {
    if (!list.hasNextPage && hasFocus.current) line.current?.focus();
  }, [list.hasNextPage]);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only notes where the focus is
    <div
      ref={end}
      onFocus={() => {
        hasFocus.current = true;
      }}
      onBlur={() => {
        hasFocus.current = false;
      }}
      className="flex flex-col items-center gap-3"
    >
      <LoadMore list={list} words={words} />
      {!list.isFetchNextPageError && (
        <p
          ref={line}
          role="status"
          tabIndex={-1}
          className={list.hasNextPage ? 'sr-only' : 'text-center text-sm text-slate outline-none'}
        >
          {list.hasNextPage ? words.loaded(count) : words.end(count)}
        </p>
      )}
    </div>
  );
}
