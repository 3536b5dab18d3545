import { accountText } from '../../text/account';
import { AccountPage } from './AccountPage';
import { OwnAccount } from './OwnAccount';
import { PasswordForm } from './PasswordForm';

/** Another password, for somebody who knows the one that is. */
export function PasswordPage() {
  return (
    <AccountPage words={accountText.password}>
      <OwnAccount>{(me) => <PasswordForm email={me.email} />}</OwnAccount>
    </AccountPage>
  );
}
