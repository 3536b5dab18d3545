import type { ManagedUser } from '../../api';
import { FactList } from '../../shared/ui/FactList';
import { Moment } from '../../shared/ui/Moment';
import { adminText } from '../../text/admin';

/** What is known of a user. */
export function UserFacts({ user }: { user: ManagedUser }) {
  const words = adminText.user.facts;
  return (
    <section aria-label={words.label} className="card p-5 sm:p-6">
      <FactList
        facts={[
          [words.name, user.name ?? words.nothing],
          [words.email, user.email],
          [words.confirmed, user.email_verified ? words.yes : words.no],
          [words.created, <Moment key="created" at={user.created_at} />],
          [words.updated, <Moment key="updated" at={user.updated_at} />],
          [words.id, <code key="id">{user.id}</code>],
        ]}
      />
    </section>
  );
}
