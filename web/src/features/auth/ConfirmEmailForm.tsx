import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { authConfirmEmail } from '../../api';
import { usersGetMeQueryKey } from '../../api/@tanstack/react-query.gen';
import { isProblem } from '../../shared/http/problem-error';
import { buttonStyle } from '../../shared/ui/button-style';
import { CallForm } from '../../shared/ui/CallForm';
import { authText } from '../../text/auth';
import { AuthCard } from './AuthCard';
import { BrokenLink } from './BrokenLink';

const words = authText.confirmEmail;

/** Takes a press of a button, because mail scanners open links too. */
export function ConfirmEmailForm({ token }: { token: string }) {
  const queryClient = useQueryClient();
  const confirm = useMutation({
    mutationFn: () => authConfirmEmail({ body: { token } }),
    onSuccess: () => void queryClient.invalidateQueries({ queryKey: usersGetMeQueryKey() }),
  });

  if (isProblem(confirm.error, 'token-spent')) return <BrokenLink page="/confirm-email" reason="spent" />;
  if (confirm.isSuccess) {
    return (
      <AuthCard key="done" title={words.doneHeading} heading={words.doneHeading} lead={words.done}>
        <Link to="/" className={`${buttonStyle()} w-full`}>
          {words.home}
        </Link>
      </AuthCard>
    );
  }
  return (
    <AuthCard title={words.title} heading={words.heading} lead={words.lead}>
      <CallForm call={confirm} submit={words.submit} pending={words.pending} onSubmit={() => confirm.mutate()} />
    </AuthCard>
  );
}
