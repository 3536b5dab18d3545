import type { UserSession } from '../../api';
import { FactList } from '../../shared/ui/FactList';
import { Moment } from '../../shared/ui/Moment';
import { accountText } from '../../text/account';

/** What helps to recognise a session: from where and when. */
export function SessionFacts({ session }: { session: UserSession }) {
  const words = accountText.sessions;
  return (
    <FactList
      facts={[
        [words.address, session.address],
        [words.since, <Moment key="since" at={session.created_at} />],
        [words.lastUsed, <Moment key="used" at={session.last_used_at} />],
      ]}
      className="mt-1.5 grid-cols-[auto_1fr] gap-x-4 text-sm"
    />
  );
}
