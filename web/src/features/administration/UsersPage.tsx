import { useSearch } from '@tanstack/react-router';
import { PageHeading } from '../../shared/layout/PageHeading';
import { adminText } from '../../text/admin';
import { UserList } from './UserList';
import { UserSearch } from './UserSearch';

/** Everybody who has an account, and a way to find one of them. */
export function UsersPage() {
  const words = adminText.users;
  const { email } = useSearch({ from: '/signed-in/admin/admin/users' });
  return (
    <>
      <div>
        <PageHeading title={words.title}>{words.heading}</PageHeading>
        <p className="text-slate">{words.lead}</p>
      </div>
      <UserSearch key={email ?? ''} email={email} />
      <UserList email={email} />
    </>
  );
}
