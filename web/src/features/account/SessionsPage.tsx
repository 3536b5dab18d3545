import { PageHeading } from '../../shared/layout/PageHeading';
import { accountText } from '../../text/account';
import { SessionList } from './SessionList';

/** Where I am signed in, and a way to end that. */
export function SessionsPage() {
  return (
    <div className="page flex max-w-3xl flex-col gap-6 py-8 sm:py-12">
      <div>
        <PageHeading title={accountText.sessions.title}>{accountText.sessions.heading}</PageHeading>
        <p className="text-slate">{accountText.sessions.lead}</p>
      </div>
      <SessionList />
    </div>
  );
}
