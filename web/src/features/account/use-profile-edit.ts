import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type User, usersChangeMe } from '../../api';
import { usersGetMeOptions, usersGetMeQueryKey } from '../../api/@tanstack/react-query.gen';
import { showToast } from '../../shared/toasts';
import { accountText } from '../../text/account';
import { type Draft, differing, fieldsOf, only, type ProfileField, shown } from './profile';
import { type ProfilePort, saveProfile } from './save-profile';

const words = accountText.profile;

/** What is entered, over the account as it was when that began. */
interface Edit {
  before: User;
  draft: Draft;
}

/**
 * Edit a profile. Until something is entered, the form shows the account as it becomes; from then on what was entered
 * stays until it is saved.
 */
export function useProfileEdit(me: User) {
  const queryClient = useQueryClient();
  const [edit, setEdit] = useState<Edit>();
  const [clash, setClash] = useState<{ user: User; fields: ProfileField[] }>();
  const current = edit ?? { before: me, draft: {} };

  const port: ProfilePort = {
    read: () => queryClient.fetchQuery({ ...usersGetMeOptions(), staleTime: 0 }),
    // An account's ETag is its version in quotes.
    change: async (body, version) => (await usersChangeMe({ body, headers: { 'If-Match': `"${version}"` } })).data,
  };
  const save = useMutation({
    mutationFn: ({ draft, before }: Edit) => saveProfile(draft, before, port),
    onSuccess: ({ user, clashes }) => {
      if (clashes.length > 0) return setClash({ user, fields: clashes });
      queryClient.setQueryData(usersGetMeQueryKey(), user);
      // What was entered while it was being saved is still to be saved.
      setEdit((now) => now && begun(user, now.draft));
      showToast({ words: words.saved });
    },
  });

  function saveOver(next: Edit | undefined): void {
    setEdit(next);
    if (next) save.mutate(next);
    else showToast({ words: words.unchanged });
  }

  return {
    call: save,
    clash,
    draft: current.draft,
    value: (field: ProfileField) => shown(current.before, field, current.draft),
    enter: (field: ProfileField, value: string) =>
      setEdit((now) => ({ before: now?.before ?? me, draft: { ...now?.draft, [field]: value } })),
    save: () => saveOver(begun(current.before, differing(current.draft, current.before))),
    /** Decide what clashed: these fields of what was entered are saved, the others are as they are elsewhere. */
    settle(mine: readonly ProfileField[]): void {
      if (clash === undefined) return;
      const kept = fieldsOf(current.draft).filter((field) => !clash.fields.includes(field) || mine.includes(field));
      setClash(undefined);
      saveOver(begun(clash.user, differing(only(current.draft, kept), clash.user)));
    },
    putOff: () => setClash(undefined),
  };
}

/** Nothing is edited when nothing differs. */
function begun(before: User, draft: Draft): Edit | undefined {
  return fieldsOf(differing(draft, before)).length > 0 ? { before, draft } : undefined;
}
