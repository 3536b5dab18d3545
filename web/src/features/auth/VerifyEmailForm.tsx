import { useMutation } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { authVerifyEmail } from '../../api';
import { describeProblem } from '../../shared/http/describe-problem';
import { isProblem } from '../../shared/http/problem-error';
import { PasswordField } from '../../shared/password/PasswordField';
import { session } from '../../shared/session';
import { CallForm } from '../../shared/ui/CallForm';
import { linkStyle } from '../../shared/ui/link-style';
import { authText } from '../../text/auth';
import { AuthCard } from './AuthCard';
import { BrokenLink } from './BrokenLink';
import { destination } from './destination';

const words = authText.verifyEmail;

/** The password shows that whoever registered also got the mail. Begins a session. */
export function VerifyEmailForm({ token }: { token: string }) {
  const navigate = useNavigate();
  const verify = useMutation({
    mutationFn: async (password: string) => {
      const { data } = await authVerifyEmail({ body: { token, password, transport: 'cookie' } });
      session.begin(data);
    },
    onSuccess: () => navigate(destination({})),
  });

  if (isProblem(verify.error, 'token-spent')) return <BrokenLink page="/verify-email" reason="spent" />;
  return (
    <AuthCard
      title={words.title}
      heading={words.heading}
      lead={words.lead}
      aside={
        <>
          {words.again}{' '}
          <Link to="/sign-up" className={linkStyle}>
            {words.signUp}
          </Link>
        </>
      }
    >
      <CallForm
        call={verify}
        submit={words.submit}
        pending={words.pending}
        onSubmit={(fields) => verify.mutate(String(fields.get('password')))}
        describe={(error) => (isProblem(error, 'invalid-credentials') ? words.wrongPassword : describeProblem(error))}
      >
        <PasswordField autoComplete="current-password" />
      </CallForm>
    </AuthCard>
  );
}
