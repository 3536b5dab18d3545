import { Link } from '@tanstack/react-router';
import type { ManagedUser } from '../../api';
import { dayOf } from '../../shared/ui/dates';
import { linkStyle } from '../../shared/ui/link-style';
import { adminText } from '../../text/admin';
import { UserMarks } from './UserMarks';

/** One user of the list, and the way to what one can do. */
export function UserCard({ user }: { user: ManagedUser }) {
  const words = adminText.users;
  return (
    <article className="card flex flex-wrap items-center justify-between gap-x-6 gap-y-1 px-4 py-3 sm:px-5">
      <div className="min-w-0 flex-1 basis-64">
        <h2 className="text-base leading-snug font-bold wrap-anywhere">
          <Link
            to="/admin/users/$id"
            params={{ id: user.id }}
            className={`${linkStyle} inline-flex min-h-11 items-center`}
          >
            {user.email}
          </Link>
        </h2>
        <p className="text-sm text-slate wrap-anywhere">
          {user.name && `${user.name} · `}
          {words.since(dayOf(user.created_at))}
        </p>
      </div>
      <UserMarks user={user} />
    </article>
  );
}
