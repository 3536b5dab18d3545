import { accountText } from '../../text/account';
import { AccountPage } from './AccountPage';
import { OwnAccount } from './OwnAccount';
import { ProfileForm } from './ProfileForm';
import { ProfileSummary } from './ProfileSummary';

/** Who I am here, and what of it I may change. */
export function ProfilePage() {
  return (
    <AccountPage words={accountText.profile}>
      <OwnAccount>
        {(me) => (
          <>
            <ProfileSummary me={me} />
            <ProfileForm me={me} />
          </>
        )}
      </OwnAccount>
    </AccountPage>
  );
}
