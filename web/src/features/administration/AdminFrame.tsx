import { useQuery } from '@tanstack/react-query';
import { Link, Outlet } from '@tanstack/react-router';
import { usersGetMeOptions } from '../../api/@tanstack/react-query.gen';
import { PageHeading } from '../../shared/layout/PageHeading';
import { PendingPage } from '../../shared/layout/PendingPage';
import { isAdmin } from '../../shared/session/roles';
import { buttonStyle } from '../../shared/ui/button-style';
import { Failure } from '../../shared/ui/Failure';
import { Logo } from '../../shared/ui/Logo';
import { adminText } from '../../text/admin';
import { AdminNavigation } from './AdminNavigation';

/** What stands around the pages for administrators; for everybody else it says whose they are. */
export function AdminFrame() {
  const me = useQuery(usersGetMeOptions());
  if (me.isPending) return <PendingPage />;
  if (me.data === undefined) {
    return (
      <div className="page max-w-2xl py-16">
        <Failure what={adminText.failed} error={me.error} onRetry={() => void me.refetch()} />
      </div>
    );
  }
  if (!isAdmin(me.data)) return <NotForYou />;
  return (
    <div className="page flex flex-col gap-6 py-8 sm:py-12">
      <AdminNavigation />
      <Outlet />
    </div>
  );
}

function NotForYou() {
  const words = adminText.notForYou;
  return (
    <div className="page flex flex-1 flex-col items-center justify-center gap-4 py-16 text-center">
      <Logo className="size-16" />
      <PageHeading title={words.title}>{words.heading}</PageHeading>
      <p className="max-w-md text-slate">{words.body}</p>
      <Link to="/" className={`${buttonStyle()} mt-2`}>
        {words.home}
      </Link>
    </div>
  );
}
