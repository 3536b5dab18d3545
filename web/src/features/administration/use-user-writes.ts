import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query';
import {
  type ManagedUser,
  type ManagedUserPatch,
  usersChange,
  usersDelete,
  usersEndSessions,
  usersMakeResetLink,
} from '../../api';
import { usersListInfiniteQueryKey } from '../../api/@tanstack/react-query.gen';
import { ifMatch } from '../../shared/http/if-match';
import { withReauthentication } from '../../shared/reauthentication';
import { showToast } from '../../shared/toasts';
import { adminText } from '../../text/admin';
import { userQuery } from './users-query';

// Whatever they were asked with: a part of a key matches every key that has it.
const listsOfUsers = { queryKey: [{ _id: usersListInfiniteQueryKey()[0]._id }] };

/** What an administrator can do with an account, and what becomes of what is cached. */
export function useUserWrites(user: ManagedUser) {
  const words = adminText.user.actions;
  const client = useQueryClient();
  const path = { id: user.id };
  return {
    change: useMutation({
      // Of the account that is seen, so that nobody gives back what another has just taken away.
      mutationFn: (body: ManagedUserPatch) =>
        withReauthentication(() => usersChange({ path, body, headers: ifMatch(user) })),
      onSuccess: ({ data }) => {
        client.setQueryData(userQuery(user.id).queryKey, data);
        showToast({ words: words.changed });
        return client.invalidateQueries(listsOfUsers);
      },
      onError: () => readAgain(client, user),
    }),
    endSessions: useMutation({
      mutationFn: () => usersEndSessions({ path }),
      onSuccess: () => showToast({ words: words.sessionsEnded }),
    }),
    makeResetLink: useMutation({
      mutationFn: () => withReauthentication(async () => (await usersMakeResetLink({ path })).data),
      // A secret: it is kept for no longer than it is looked at.
      gcTime: 0,
    }),
    remove: useMutation({
      mutationFn: () => withReauthentication(() => usersDelete({ path })),
      onSuccess: () => {
        client.removeQueries({ queryKey: userQuery(user.id).queryKey });
        showToast({ words: words.deleted(user.email) });
        return client.invalidateQueries(listsOfUsers);
      },
    }),
  };
}

const readAgain = (client: QueryClient, user: ManagedUser) =>
  client.invalidateQueries({ queryKey: userQuery(user.id).queryKey });
