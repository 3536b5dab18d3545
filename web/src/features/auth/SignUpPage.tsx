import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { RegistrationSchema } from '../../api/schemas.gen';
import { describeProblem } from '../../shared/http/describe-problem';
import { NewPasswordField } from '../../shared/password/NewPasswordField';
import { CallForm } from '../../shared/ui/CallForm';
import { linkStyle } from '../../shared/ui/link-style';
import { TextField } from '../../shared/ui/TextField';
import { authText } from '../../text/auth';
import { AuthCard } from './AuthCard';
import { destination } from './destination';
import { EmailField } from './EmailField';
import { MailSent } from './MailSent';
import { useSignUp } from './use-sign-up';

/** Make an account, then go straight on, signed in, or on to one's mail. */
export function SignUpPage() {
  const words = authText.signUp;
  const search = useSearch({ from: '/sign-up' });
  const navigate = useNavigate();
  const signUp = useSignUp();

  function submit(fields: FormData): void {
    const registration = {
      email: String(fields.get('email')),
      password: String(fields.get('password')),
      name: String(fields.get('name')).trim() || null,
    };
    signUp.mutate(registration, { onSuccess: (then) => then === 'signed-in' && navigate(destination(search)) });
  }

  if (signUp.data === 'mail-sent') {
    return <MailSent body={words.mailSent(signUp.variables.email)} onAgain={signUp.reset} />;
  }
  return (
    <AuthCard
      title={words.title}
      heading={words.heading}
      lead={words.lead}
      aside={
        <>
          {words.haveAccount}{' '}
          <Link to="/sign-in" search={search} className={linkStyle}>
            {words.signIn}
          </Link>
        </>
      }
    >
      <CallForm
        call={signUp}
        submit={words.submit}
        pending={words.pending}
        onSubmit={submit}
        describe={(error) => (
          <>
            {signUp.isAccountReady && <p className="font-semibold">{words.accountReady}</p>}
            <p>{describeProblem(error)}</p>
          </>
        )}
      >
        <EmailField />
        <NewPasswordField />
        <TextField
          name="name"
          label={authText.name}
          description={words.nameHelp}
          autoComplete="name"
          isOptional
          maxLength={RegistrationSchema.properties.name.anyOf[0].maxLength}
        />
      </CallForm>
    </AuthCard>
  );
}
