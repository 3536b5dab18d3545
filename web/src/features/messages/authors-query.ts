import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { Message, PublicProfile } from '../../api';
import { usersListProfilesOptions } from '../../api/@tanstack/react-query.gen';

// As many as the API tells of in one call.
const MOST = 50;

/** Who wrote these messages, by id. Names change rarely, so they are asked for again only when somebody new writes. */
export function authorsQuery(messages: readonly Message[]) {
  const ids = [...new Set(messages.map((message) => message.author_id))].slice(0, MOST).toSorted();
  return queryOptions({
    ...usersListProfilesOptions({ query: { ids: ids.join(',') } }),
    enabled: ids.length > 0,
    staleTime: 5 * 60_000,
    // A new voice does not take the names of the others away meanwhile.
    placeholderData: keepPreviousData,
    select: ({ items }) => new Map(items.map((profile: PublicProfile) => [profile.id, profile])),
  });
}
