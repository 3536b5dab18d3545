import { useQuery } from '@tanstack/react-query';
import type { Message } from '../../api';
import { usersGetMeOptions } from '../../api/@tanstack/react-query.gen';
import { authorsQuery } from './authors-query';
import { MessageCard } from './MessageCard';

interface MessageCardsProps {
  messages: Message[];
  /** A card is about to go away, and the focus with it. */
  onGoing: () => void;
}

/** Messages, each with its author's name. */
export function MessageCards({ messages, onGoing }: MessageCardsProps) {
  const me = useQuery(usersGetMeOptions());
  const authors = useQuery(authorsQuery(messages));
  return (
    <ul className="flex flex-col gap-3">
      {messages.map((message) => (
        <li key={message.id}>
          <MessageCard
            message={message}
            author={authors.data?.get(message.author_id)}
            isMine={message.author_id === me.data?.id}
            onGoing={onGoing}
          />
        </li>
      ))}
    </ul>
  );
}
