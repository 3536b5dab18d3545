import { messagesGetQueryKey, messagesListQueryKey } from '../../api/@tanstack/react-query.gen';
import type { LiveCollection } from '../../realtime/feed';

/** How messages are kept as they are on the server, and where they are cached. They keep no feed of changes. */
export const liveMessages = {
  name: 'messages',
  queries: { list: messagesListQueryKey()[0]._id, item: messagesGetQueryKey({ path: { id: '' } })[0]._id },
} satisfies LiveCollection;
