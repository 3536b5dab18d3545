import type { User } from '../../api';
import { accountText } from '../../text/account';
import { VerifiedMark } from './VerifiedMark';

const words = accountText.profile;
const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'long' });

/** What others decide about an account: its address, its roles, and since when it is there. */
export function ProfileSummary({ me }: { me: User }) {
  const title = me.name ?? me.email;
  const roles = me.roles.length === 0 ? ['member'] : me.roles;
  return (
    <section className="card flex items-start gap-4 p-5 sm:gap-5 sm:p-7">
      <span
        aria-hidden="true"
        className="flex size-14 flex-none items-center justify-center rounded-full bg-beak-soft font-display text-2xl font-bold text-on-beak"
      >
        {[...title][0]?.toLocaleUpperCase()}
      </span>
      <div className="min-w-0">
        <h2 className="text-xl leading-tight font-bold wrap-anywhere">{title}</h2>
        <p className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 wrap-anywhere">
          {me.name !== null && <span className="min-w-0 text-slate">{me.email}</span>}
          {me.email_verified && <VerifiedMark />}
        </p>
        <p className="mt-1 text-sm text-slate">
          {roles.map((role) => nameOf(role)).join(', ')} · {words.since(day.format(new Date(me.created_at)))}
        </p>
      </div>
    </section>
  );
}

/** A role that we have no word for is shown as it is called. */
const nameOf = (role: string) => Object.entries(words.roles).find(([known]) => known === role)?.[1] ?? role;
