import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type User, usersChangeMe } from '../../api';
import { usersGetMeOptions, usersGetMeQueryKey } from '../../api/@tanstack/react-query.gen';
import { useSaveChanges } from '../../shared/documents/use-save-changes';
import { showToast } from '../../shared/toasts';
import { accountText } from '../../text/account';
import { type Draft, differing, fieldsOf, only, type Profile, type ProfileField, patchOf, shown } from './profile';

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
  const { before, draft } = edit ?? { before: me, draft: {} };

  const changes = useSaveChanges<Profile, User>(
    before,
    {
      mutationKey: ['users', me.id],
      read: async () => ({ data: await queryClient.fetchQuery({ ...usersGetMeOptions(), staleTime: 0 }) }),
      patch: (body, headers) => usersChangeMe({ body, headers }),
    },
    (user) => {
      queryClient.setQueryData(usersGetMeQueryKey(), user);
      // What was entered while it was being saved is still to be saved.
      setEdit((now) => now && begun(user, now.draft));
      showToast({ words: words.saved });
    },
  );

  return {
    call: changes,
    clash: changes.clash,
    value: (field: ProfileField) => shown(before, field, draft),
    enter: (field: ProfileField, value: string) =>
      setEdit((now) => ({ before: now?.before ?? me, draft: { ...now?.draft, [field]: value } })),
    save(): void {
      const next = begun(before, draft);
      setEdit(next);
      if (next) changes.save(patchOf(next.draft));
      else showToast({ words: words.unchanged });
    },
    /** Decide what clashed: these fields are saved as they were entered, the others stay as they are elsewhere. */
    settle(mine: ProfileField[]): void {
      const { clash } = changes;
      if (clash === undefined) return;
      const kept = fieldsOf(draft).filter((field) => !clash.fields.includes(field) || mine.includes(field));
      setEdit(begun(clash.now, only(draft, kept)));
      changes.settle(mine);
    },
    putOff: changes.unsettle,
  };
}

/** Nothing is edited when nothing differs. */
function begun(before: User, draft: Draft): Edit | undefined {
  const left = differing(draft, before);
  return fieldsOf(left).length > 0 ? { before, draft: left } : undefined;
}
