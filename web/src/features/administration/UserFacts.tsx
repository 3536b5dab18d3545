import type { ManagedUser } from '../../api';
import { adminText } from '../../text/admin';

const format = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const moment = (time: string) => <time dateTime={time}>{format.format(new Date(time))}</time>;

/** What is known of a user. */
export function UserFacts({ user }: { user: ManagedUser }) {
  const words = adminText.user.facts;
  const facts = [
    [words.name, user.name ?? words.nothing],
    [words.email, user.email],
    [words.confirmed, user.email_verified ? words.yes : words.no],
    [words.created, moment(user.created_at)],
    [words.updated, moment(user.updated_at)],
    [words.id, <code key="id">{user.id}</code>],
  ] as const;
  return (
    <section aria-label={words.label} className="card p-5 sm:p-6">
      <dl className="grid gap-x-6 gap-y-2 sm:grid-cols-[auto_1fr]">
        {facts.map(([label, value]) => (
          <div key={label} className="contents">
            <dt className="text-sm text-slate">{label}</dt>
            <dd className="min-w-0 wrap-anywhere max-sm:mb-2">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
