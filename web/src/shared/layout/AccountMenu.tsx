import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { usersGetMeOptions } from '../../api/@tanstack/react-query.gen';
import { text } from '../../text';
import { describeProblem } from '../http/describe-problem';
import { session } from '../session';
import { buttonStyle } from '../ui/button-style';

const LINK = `${buttonStyle('bare')} max-sm:px-2! aria-[current=page]:text-sea`;

/** Where somebody signed in can go, who they are, and the way out. */
export function AccountMenu() {
  const navigate = useNavigate();
  const me = useQuery(usersGetMeOptions());
  const signOut = useMutation({ mutationFn: () => session.signOut(() => navigate({ to: '/' })) });
  return (
    <>
      <Link to="/notes" className={LINK}>
        {text.header.notes}
      </Link>
      <Link to="/account/sessions" className={LINK}>
        {text.header.devices}
      </Link>
      <span title={me.data?.email} className="min-w-0 truncate text-sm text-slate max-sm:hidden sm:max-w-64">
        {me.data?.email}
      </span>
      <button
        type="button"
        aria-disabled={signOut.isPending}
        onClick={() => !signOut.isPending && signOut.mutate()}
        className={`${buttonStyle('quiet')} px-3! leading-tight sm:flex-none sm:px-4!`}
      >
        {signOut.isPending ? text.header.signingOut : text.header.signOut}
      </button>
      {signOut.isError && (
        <div
          role="alert"
          className="fixed inset-x-4 bottom-4 z-10 mx-auto max-w-md rounded-xl border border-alarm/40 bg-alarm-soft px-4 py-3 text-sm shadow-card"
        >
          <strong>{text.header.signOutFailed}</strong> {describeProblem(signOut.error)}
        </div>
      )}
    </>
  );
}
