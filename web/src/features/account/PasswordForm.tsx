import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Fragment, useRef, useState } from 'react';
import { type PasswordChange, usersChangeMyPassword } from '../../api';
import { describeProblem } from '../../shared/http/describe-problem';
import { isProblem } from '../../shared/http/problem-error';
import { NewPasswordField } from '../../shared/password/NewPasswordField';
import { PasswordField } from '../../shared/password/PasswordField';
import { CallForm } from '../../shared/ui/CallForm';
import { accountText } from '../../text/account';
import { formLayout } from './form-layout';
import { sessionsQuery } from './sessions-query';

const words = accountText.password;

/** Changes the password. The session goes on with the tokens it has; every other one ends. */
export function PasswordForm({ email }: { email: string }) {
  const queryClient = useQueryClient();
  const doneLine = useRef<HTMLDivElement>(null);
  const [changes, setChanges] = useState(0);
  const change = useMutation({
    mutationFn: (body: PasswordChange) => usersChangeMyPassword({ body }),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: sessionsQuery.queryKey });
      // The fields are made anew, empty, so the focus goes from there to what is said.
      doneLine.current?.focus();
      setChanges(changes + 1);
    },
  });
  return (
    <section className="card p-5 sm:p-7">
      <div ref={doneLine} role="status" tabIndex={-1} className="rounded-lg not-empty:mb-5">
        {change.isSuccess && (
          <p className="rounded-lg border border-calm/30 bg-calm-soft px-4 py-3 text-[0.9375rem]">{words.done}</p>
        )}
      </div>
      <CallForm
        call={change}
        submit={words.submit}
        pending={words.pending}
        className={formLayout}
        describe={(error) => (isProblem(error, 'invalid-credentials') ? words.wrong : describeProblem(error))}
        onSubmit={(fields) =>
          change.mutate({
            current_password: String(fields.get('current_password')),
            new_password: String(fields.get('new_password')),
          })
        }
      >
        {/* Tells password managers whose password it is. */}
        <input type="text" autoComplete="username" defaultValue={email} readOnly hidden />
        <Fragment key={changes}>
          <PasswordField name="current_password" label={words.current} autoComplete="current-password" />
          <NewPasswordField name="new_password" label={words.next} />
        </Fragment>
      </CallForm>
    </section>
  );
}
