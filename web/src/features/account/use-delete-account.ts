import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { usersDeleteMe } from '../../api';
import { withReauthentication } from '../../shared/reauthentication';
import { session } from '../../shared/session';

/** Delete the account, and with it every session; then say goodbye. */
export function useDeleteAccount() {
  const navigate = useNavigate();
  return useMutation({
    mutationFn: async () => {
      await withReauthentication(() => usersDeleteMe());
      const leave = () => navigate({ to: '/', replace: true });
      // The session is over already. Ending it once more is no error, and tells the other tabs.
      await session.signOut(leave).catch(() => leave().then(session.forget));
      await navigate({ to: '/sign-in', state: { notice: 'account-deleted' }, replace: true });
    },
  });
}
