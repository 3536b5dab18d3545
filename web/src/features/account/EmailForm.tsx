import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { usersChangeMyEmail } from '../../api';
import { EmailChangeSchema } from '../../api/schemas.gen';
import { withReauthentication } from '../../shared/reauthentication';
import { buttonStyle } from '../../shared/ui/button-style';
import { CallForm } from '../../shared/ui/CallForm';
import { TextField } from '../../shared/ui/TextField';
import { accountText } from '../../text/account';
import { formLayout } from './form-layout';

const words = accountText.email;

/** Has a link mailed to another address; following it is what changes it. */
export function EmailForm() {
  const ask = useMutation({
    mutationFn: (email: string) => withReauthentication(() => usersChangeMyEmail({ body: { email } })),
  });
  if (ask.isSuccess) return <LinkSent email={ask.variables} onAgain={ask.reset} />;
  return (
    <section className="card p-5 sm:p-7">
      <CallForm
        call={ask}
        submit={words.submit}
        pending={words.pending}
        className={formLayout}
        onSubmit={(fields) => ask.mutate(String(fields.get('email')))}
      >
        <TextField
          name="email"
          type="email"
          label={words.next}
          description={words.nextHelp}
          autoComplete="email"
          isRequired
          maxLength={EmailChangeSchema.properties.email.maxLength}
        />
      </CallForm>
    </section>
  );
}

function LinkSent({ email, onAgain }: { email: string; onAgain: () => void }) {
  const heading = useRef<HTMLHeadingElement>(null);
  // The form it stands for had the focus.
  useEffect(() => heading.current?.focus(), []);
  return (
    <section className="card flex flex-col items-start gap-3 p-5 sm:p-7">
      <h2 ref={heading} tabIndex={-1} className="text-xl font-bold outline-none">
        {words.sentHeading}
      </h2>
      <p className="wrap-anywhere">{words.sent(email)}</p>
      <button type="button" onClick={onAgain} className={`${buttonStyle('quiet')} mt-1`}>
        {words.again}
      </button>
    </section>
  );
}
