import { useInfiniteQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { EmptyState } from '../../shared/ui/EmptyState';
import { PagedList } from '../../shared/ui/PagedList';
import { messagesText } from '../../text/messages';
import { MessageCards } from './MessageCards';
import { messagesQuery } from './messages-query';

/** What was said. */
export function MessageList() {
  const list = useInfiniteQuery(messagesQuery);
  const section = useRef<HTMLElement>(null);
  return (
    // What goes away hands the focus to the list it was in.
    <section ref={section} aria-label={messagesText.list} tabIndex={-1} className="min-w-0 outline-none">
      <PagedList list={list} words={messagesText} empty={<EmptyState words={messagesText.empty} />}>
        {(messages) => <MessageCards messages={messages} onGoing={() => section.current?.focus()} />}
      </PagedList>
    </section>
  );
}
