import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { authResetPassword } from '../../api';
import { isProblem } from '../../shared/http/problem-error';
import { NewPasswordField } from '../../shared/password/NewPasswordField';
import { session } from '../../shared/session';
import { CallForm } from '../../shared/ui/CallForm';
import { authText } from '../../text/auth';
import { AuthCard } from './AuthCard';
import { BrokenLink } from './BrokenLink';

const words = authText.resetPassword;

/** Choose a new password, then sign in with it. */
export function ResetPasswordForm({ token }: { token: string }) {
  const navigate = useNavigate();
  const reset = useMutation({
    mutationFn: (password: string) => authResetPassword({ body: { token, password } }),
    onSuccess: async () => {
      // It ended every session of the account, so perhaps the one of this browser.
      await session.check().catch(() => undefined);
      await navigate({ to: '/sign-in', state: { notice: 'password-reset' }, replace: true });
    },
  });

  if (isProblem(reset.error, 'token-spent')) return <BrokenLink page="/reset-password" reason="spent" />;
  return (
    <AuthCard title={words.title} heading={words.heading} lead={words.lead}>
      <CallForm
        call={reset}
        submit={words.submit}
        pending={words.pending}
        onSubmit={(fields) => reset.mutate(String(fields.get('password')))}
      >
        <NewPasswordField label={words.password} />
      </CallForm>
    </AuthCard>
  );
}
