import { infiniteQueryOptions } from '@tanstack/react-query';
import { messagesListInfiniteOptions } from '../../api/@tanstack/react-query.gen';
import { cursorPages } from '../../shared/http/cursor-pages';

/** What was said, newest first, page by page. */
export const messagesQuery = infiniteQueryOptions({ ...messagesListInfiniteOptions(), ...cursorPages });
