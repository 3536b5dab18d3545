import type { UserSession } from '../../api';
import { accountText } from '../../text/account';

const format = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const moment = (time: string) => <time dateTime={time}>{format.format(new Date(time))}</time>;

/** What helps to recognise a session: from where and when. */
export function SessionFacts({ session }: { session: UserSession }) {
  const words = accountText.sessions;
  const facts = [
    [words.address, session.address],
    [words.since, moment(session.created_at)],
    [words.lastUsed, moment(session.last_used_at)],
  ] as const;
  return (
    <dl className="mt-1.5 grid grid-cols-[auto_1fr] gap-x-4 text-sm">
      {facts.map(([label, value]) => (
        <div key={label} className="contents">
          <dt className="text-slate">{label}</dt>
          <dd className="min-w-0 wrap-anywhere">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
