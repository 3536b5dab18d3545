import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useLocation, useNavigate, useSearch } from '@tanstack/react-router';
import { authOptionsOptions } from '../../api/@tanstack/react-query.gen';
import { PasswordField } from '../../shared/password/PasswordField';
import { session } from '../../shared/session';
import type { Credentials } from '../../shared/session/session';
import { CallForm } from '../../shared/ui/CallForm';
import { linkStyle } from '../../shared/ui/link-style';
import { Notice } from '../../shared/ui/Notice';
import { authText } from '../../text/auth';
import { AuthCard } from './AuthCard';
import { destination } from './destination';
import { EmailField } from './EmailField';

/** Begin a session, then go where one was going. */
export function SignInPage() {
  const words = authText.signIn;
  const search = useSearch({ from: '/sign-in' });
  const notice = useLocation({ select: ({ state }) => state.notice });
  const navigate = useNavigate();
  const options = useQuery(authOptionsOptions());
  const signIn = useMutation({
    mutationFn: (credentials: Credentials) => session.signIn(credentials),
    onSuccess: () => navigate(destination(search)),
  });

  const { heading, lead } = notice === 'account-deleted' ? words.farewell : words;

  return (
    <AuthCard
      title={words.title}
      heading={heading}
      lead={lead}
      aside={
        <>
          {words.noAccount}{' '}
          <Link to="/sign-up" search={search} className={linkStyle}>
            {words.signUp}
          </Link>
        </>
      }
    >
      {notice && !signIn.isError && <Notice className="mb-5">{words.notices[notice]}</Notice>}
      <CallForm
        call={signIn}
        submit={words.submit}
        pending={words.pending}
        onSubmit={(fields) =>
          signIn.mutate({ email: String(fields.get('email')), password: String(fields.get('password')) })
        }
      >
        <EmailField />
        <PasswordField
          autoComplete="current-password"
          aside={
            options.data?.mail && (
              <Link to="/forgot-password" search={search} className={linkStyle}>
                {words.forgot}
              </Link>
            )
          }
        />
      </CallForm>
    </AuthCard>
  );
}
