import { useInfiniteQuery } from '@tanstack/react-query';
import { EmptyState } from '../../shared/ui/EmptyState';
import { PagedList } from '../../shared/ui/PagedList';
import { adminText } from '../../text/admin';
import { UserCard } from './UserCard';
import { usersQuery } from './users-query';

/** Users: all, or the one with an address. */
export function UserList({ email }: { email: string | undefined }) {
  const words = adminText.users;
  const list = useInfiniteQuery(usersQuery(email));
  return (
    <PagedList list={list} words={words} empty={<EmptyState words={words.nobody} />}>
      {(users) => (
        <ul aria-label={words.list} className="flex flex-col gap-2">
          {users.map((user) => (
            <li key={user.id}>
              <UserCard user={user} />
            </li>
          ))}
        </ul>
      )}
    </PagedList>
  );
}
