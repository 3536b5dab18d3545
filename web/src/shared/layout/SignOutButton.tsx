import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { menuText } from '../../text/menu';
import { describeProblem } from '../http/describe-problem';
import { session } from '../session';
import { buttonStyle } from '../ui/button-style';

/** Ends the session, here and in every tab. Says so when that failed. */
export function SignOutButton() {
  const navigate = useNavigate();
  const signOut = useMutation({ mutationFn: () => session.signOut(() => navigate({ to: '/' })) });
  return (
    <>
      <button
        type="button"
        aria-disabled={signOut.isPending}
        onClick={() => !signOut.isPending && signOut.mutate()}
        className={`${buttonStyle('quiet')} flex-none px-4!`}
      >
        {signOut.isPending ? menuText.signingOut : menuText.signOut}
      </button>
      {signOut.isError && (
        <div
          role="alert"
          className="fixed inset-x-4 bottom-4 z-10 mx-auto max-w-md rounded-xl border border-alarm/40 bg-alarm-soft px-4 py-3 text-sm shadow-card"
        >
          <strong>{menuText.signOutFailed}</strong> {describeProblem(signOut.error)}
        </div>
      )}
    </>
  );
}
