import { accountText } from '../../text/account';
import { AccountPage } from './AccountPage';
import { SessionList } from './SessionList';

/** Where I am signed in, and a way to end that. */
export function SessionsPage() {
  return (
    <AccountPage words={accountText.sessions}>
      <SessionList />
    </AccountPage>
  );
}
