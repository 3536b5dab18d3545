import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { usersGetMeOptions } from '../../api/@tanstack/react-query.gen';
import { EmptyState } from '../../shared/ui/EmptyState';
import { Failure } from '../../shared/ui/Failure';
import { ListEnd } from '../../shared/ui/ListEnd';
import { ListSkeleton } from '../../shared/ui/ListSkeleton';
import { messagesText } from '../../text/messages';
import { authorsQuery } from './authors-query';
import { MessageCard } from './MessageCard';
import { messagesQuery } from './messages-query';

/** What was said, in each of the list's states. */
export function MessageList() {
  const list = useInfiniteQuery(messagesQuery);
  const messages = list.data?.pages.flatMap((page) => page.items) ?? [];
  const me = useQuery(usersGetMeOptions());
  const authors = useQuery(authorsQuery(messages));
  const section = useRef<HTMLElement>(null);

  return (
    // What goes away hands the focus to the list it was in.
    <section ref={section} aria-label={messagesText.list} tabIndex={-1} className="flex flex-col gap-4 outline-none">
      {list.isPending && <ListSkeleton />}
      {list.isError && list.data === undefined && (
        <Failure what={messagesText.failed} error={list.error} onRetry={() => void list.refetch()} />
      )}
      {list.data && messages.length === 0 && !list.hasNextPage && <EmptyState words={messagesText.empty} />}
      {messages.length > 0 && (
        <ul className="flex flex-col gap-3">
          {messages.map((message) => (
            <li key={message.id}>
              <MessageCard
                message={message}
                author={authors.data?.get(message.author_id)}
                isMine={message.author_id === me.data?.id}
                onGoing={() => section.current?.focus()}
              />
            </li>
          ))}
        </ul>
      )}
      {list.data && (messages.length > 0 || list.hasNextPage) && (
        <ListEnd list={list} count={messages.length} words={messagesText} />
      )}
    </section>
  );
}
