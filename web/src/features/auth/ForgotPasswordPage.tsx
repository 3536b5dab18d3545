import { useMutation } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { authForgotPassword } from '../../api';
import { CallForm } from '../../shared/ui/CallForm';
import { linkStyle } from '../../shared/ui/link-style';
import { authText } from '../../text/auth';
import { AuthCard } from './AuthCard';
import { EmailField } from './EmailField';
import { MailSent } from './MailSent';

/** Ask for a mail to choose a new password. What it says in the end does not tell whether there is an account. */
export function ForgotPasswordPage() {
  const words = authText.forgotPassword;
  const search = useSearch({ from: '/forgot-password' });
  const ask = useMutation({ mutationFn: (email: string) => authForgotPassword({ body: { email } }) });

  if (ask.isSuccess) return <MailSent body={words.mailSent(ask.variables)} onAgain={ask.reset} />;
  return (
    <AuthCard
      title={words.title}
      heading={words.heading}
      lead={words.lead}
      aside={
        <>
          {words.remembered}{' '}
          <Link to="/sign-in" search={search} className={linkStyle}>
            {words.signIn}
          </Link>
        </>
      }
    >
      <CallForm
        call={ask}
        submit={words.submit}
        pending={words.pending}
        onSubmit={(fields) => ask.mutate(String(fields.get('email')))}
      >
        <EmailField />
      </CallForm>
    </AuthCard>
  );
}
