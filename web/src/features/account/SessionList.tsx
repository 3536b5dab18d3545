import { useInfiniteQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { Failure } from '../../shared/ui/Failure';
import { ListSkeleton } from '../../shared/ui/ListSkeleton';
import { LoadMore } from '../../shared/ui/LoadMore';
import { accountText } from '../../text/account';
import { EndOthers } from './EndOthers';
import { SessionCard } from './SessionCard';
import { sessionsQuery } from './sessions-query';

/** The sessions there are, in each of the list's states. */
export function SessionList() {
  const words = accountText.sessions;
  const list = useInfiniteQuery(sessionsQuery);
  const [done, setDone] = useState('');
  const doneLine = useRef<HTMLParagraphElement>(null);

  function tell(what: string): void {
    setDone(what);
    // What was pressed goes away, so the focus comes here, and goes on from here.
    doneLine.current?.focus();
  }

  if (list.isPending) return <ListSkeleton />;
  if (list.isError && list.data === undefined) {
    return <Failure what={words.failed} error={list.error} onRetry={() => void list.refetch()} />;
  }

  const sessions = list.data?.pages.flatMap((page) => page.items) ?? [];
  const hasOthers = sessions.some(({ current }) => !current) || list.hasNextPage;
  return (
    <div className="flex min-w-0 flex-col gap-5">
      <div>
        <p ref={doneLine} role="status" tabIndex={-1} className="mb-3 font-medium text-calm empty:mb-0">
          {done}
        </p>
        <ul aria-label={words.list} className="flex flex-col gap-3">
          {sessions.map((session) => (
            <li key={session.id}>
              <SessionCard session={session} onEnded={(device) => tell(words.ended(device))} />
            </li>
          ))}
        </ul>
      </div>
      <LoadMore list={list} words={words} />
      {hasOthers ? (
        <EndOthers onEnded={() => tell(words.endedOthers)} />
      ) : (
        <p className="text-center text-sm text-slate">{words.onlyThis}</p>
      )}
    </div>
  );
}
