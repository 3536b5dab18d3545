import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { isProblem } from '../../shared/http/problem-error';
import { PageHeading } from '../../shared/layout/PageHeading';
import { Failure } from '../../shared/ui/Failure';
import { ListSkeleton } from '../../shared/ui/ListSkeleton';
import { linkStyle } from '../../shared/ui/link-style';
import { adminText } from '../../text/admin';
import { UserActions } from './UserActions';
import { UserFacts } from './UserFacts';
import { UserMarks } from './UserMarks';
import { userQuery } from './users-query';

/** One user: who they are, and what an administrator can do. */
export function UserPage() {
  const words = adminText.user;
  const { id } = useParams({ from: '/signed-in/admin/admin/users/$id' });
  const user = useQuery(userQuery(id));
  const isGone = isProblem(user.error, 'not-found') || isProblem(user.error, 'validation-failed');
  return (
    <>
      <div className="flex flex-col items-start gap-2">
        <Link to="/admin/users" search={{}} className={`${linkStyle} inline-flex min-h-11 items-center`}>
          {words.back}
        </Link>
        <PageHeading title={words.title} className="text-2xl wrap-anywhere sm:text-3xl">
          {isGone ? words.gone : (user.data?.email ?? words.title)}
        </PageHeading>
        {user.data && <UserMarks user={user.data} />}
      </div>
      {user.isPending && <ListSkeleton />}
      {user.isError && !isGone && user.data === undefined && (
        <Failure what={words.failed} error={user.error} onRetry={() => void user.refetch()} />
      )}
      {user.data && !isGone && (
        <div className="grid items-start gap-6 lg:grid-cols-2">
          <UserFacts user={user.data} />
          <UserActions user={user.data} />
        </div>
      )}
    </>
  );
}
