import { useState } from 'react';
import { type Message, messagesDelete, messagesPut, type PublicProfile } from '../../api';
import { useDeleteDocument } from '../../shared/documents/use-delete-document';
import { EditAndDelete } from '../../shared/ui/EditAndDelete';
import { Moment } from '../../shared/ui/Moment';
import { messagesText } from '../../text/messages';
import { AuthorMark } from './AuthorMark';
import { liveMessages } from './live-messages';
import { MessageEditor } from './MessageEditor';

interface MessageCardProps {
  message: Message;
  /** Who said it, as far as they tell. */
  author: PublicProfile | undefined;
  isMine: boolean;
  /** The card is about to go away, and the focus with it. */
  onGoing: () => void;
}

/** Something that somebody said, and for one's own a way to change it or take it back. */
export function MessageCard({ message, author, isMine, onGoing }: MessageCardProps) {
  const { id, text, room } = message;
  const [isEditing, setEditing] = useState(false);
  const remove = useDeleteDocument(message, {
    collection: liveMessages,
    remove: (headers) => messagesDelete({ path: { id }, headers }),
    restore: (headers) => messagesPut({ path: { id }, body: { text, room }, headers }),
    words: messagesText,
  });
  return (
    <article className="card flex gap-3.5 p-4 sm:p-5">
      <AuthorMark id={message.author_id} name={author?.name} />
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-baseline gap-x-2 text-sm text-slate">
          <h2 className="text-base font-bold text-ink wrap-anywhere">
            {isMine ? messagesText.you : (author?.name ?? messagesText.somebody)}
          </h2>
          <span className="wrap-anywhere">{messagesText.room(room)}</span>
          <Moment at={message.created_at} />
          {message.updated_at !== message.created_at && <span>· {messagesText.edited}</span>}
        </div>
        <p className="mt-1 whitespace-pre-wrap wrap-anywhere">{text}</p>
        {isMine && (
          <EditAndDelete
            what={messagesText.ownMessage(text)}
            onEdit={() => setEditing(true)}
            onDelete={() => {
              onGoing();
              remove.mutate();
            }}
            className="-mb-2 -ml-3"
          />
        )}
      </div>
      {isEditing && <MessageEditor message={message} onClose={() => setEditing(false)} />}
    </article>
  );
}
