import { useState } from 'react';
import { buttonStyle } from '../../shared/ui/button-style';
import { accountText } from '../../text/account';
import { DeleteAccountDialog } from './DeleteAccountDialog';
import { OwnAccount } from './OwnAccount';

const words = accountText.data.deletion;

/** What deleting the account does, and the way to it. */
export function DeleteAccount() {
  const [isAsking, setAsking] = useState(false);
  return (
    <OwnAccount>
      {(me) => (
        <section
          aria-labelledby="delete-account"
          className="card flex flex-col items-start gap-4 border-alarm/40 p-5 sm:p-7"
        >
          <div>
            <h2 id="delete-account" className="text-xl font-bold">
              {words.heading}
            </h2>
            <ul className="mt-1.5 list-disc space-y-1 pl-5 text-slate">
              {words.consequences.map((consequence) => (
                <li key={consequence}>{consequence}</li>
              ))}
            </ul>
          </div>
          <button type="button" onClick={() => setAsking(true)} className={buttonStyle('danger')}>
            {words.open}
          </button>
          {isAsking && <DeleteAccountDialog email={me.email} onClose={() => setAsking(false)} />}
        </section>
      )}
    </OwnAccount>
  );
}
