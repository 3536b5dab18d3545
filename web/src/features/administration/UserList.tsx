import { useInfiniteQuery } from '@tanstack/react-query';
import { EmptyState } from '../../shared/ui/EmptyState';
import { Failure } from '../../shared/ui/Failure';
import { ListEnd } from '../../shared/ui/ListEnd';
import { ListSkeleton } from '../../shared/ui/ListSkeleton';
import { adminText } from '../../text/admin';
import { UserCard } from './UserCard';
import { usersQuery } from './users-query';

/** Users, in each of the list's states. */
export function UserList({ email }: { email: string | undefined }) {
  const words = adminText.users;
  const list = useInfiniteQuery(usersQuery(email));
  if (list.isPending) return <ListSkeleton />;
  if (list.isError && list.data === undefined) {
    return <Failure what={words.failed} error={list.error} onRetry={() => void list.refetch()} />;
  }

  const users = list.data?.pages.flatMap((page) => page.items) ?? [];
  if (users.length === 0 && !list.hasNextPage) return <EmptyState words={words.nobody} />;
  return (
    <div className="flex min-w-0 flex-col gap-5">
      <ul aria-label={words.list} className="flex flex-col gap-2">
        {users.map((user) => (
          <li key={user.id}>
            <UserCard user={user} />
          </li>
        ))}
      </ul>
      <ListEnd list={list} count={users.length} words={words} />
    </div>
  );
}
