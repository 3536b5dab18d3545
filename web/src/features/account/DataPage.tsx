import { accountText } from '../../text/account';
import { AccountPage } from './AccountPage';
import { DeleteAccount } from './DeleteAccount';
import { TakeAlong } from './TakeAlong';

/** Everything that is held about me: a copy of it, and the end of it. */
export function DataPage() {
  return (
    <AccountPage words={accountText.data}>
      <TakeAlong />
      <DeleteAccount />
    </AccountPage>
  );
}
