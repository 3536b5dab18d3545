import { useQuery } from '@tanstack/react-query';
import { authOptionsOptions } from '../../api/@tanstack/react-query.gen';
import { Failure } from '../../shared/ui/Failure';
import { accountText } from '../../text/account';
import { AccountPage } from './AccountPage';
import { CardSkeleton } from './CardSkeleton';
import { EmailForm } from './EmailForm';
import { OwnAccount } from './OwnAccount';
import { VerifiedMark } from './VerifiedMark';

const words = accountText.email;

/** The address I sign in with, and another one instead. */
export function EmailPage() {
  const options = useQuery(authOptionsOptions());
  return (
    <AccountPage words={words}>
      <OwnAccount>
        {(me) => (
          <section className="card p-5 sm:p-7">
            <h2 className="text-sm font-semibold text-slate">{words.now}</h2>
            <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <span className="min-w-0 text-lg font-semibold wrap-anywhere">{me.email}</span>
              {me.email_verified && <VerifiedMark />}
            </p>
            {options.data?.mail === false && <p className="mt-4 border-t border-line pt-4 text-slate">{words.off}</p>}
          </section>
        )}
      </OwnAccount>
      {options.isPending && <CardSkeleton />}
      {options.isError && options.data === undefined && (
        <div>
          <Failure what={words.optionsFailed} error={options.error} onRetry={() => void options.refetch()} />
        </div>
      )}
      {options.data?.mail && <EmailForm />}
    </AccountPage>
  );
}
