import { useMutation } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Form } from 'react-aria-components/Form';
import { LoginSchema } from '../../api/schemas.gen';
import { describeFieldProblem, describeProblem } from '../../shared/http/describe-problem';
import { fieldErrors } from '../../shared/http/problem-error';
import { session } from '../../shared/session';
import type { Credentials } from '../../shared/session/session';
import { Alert } from '../../shared/ui/Alert';
import { SubmitButton } from '../../shared/ui/SubmitButton';
import { TextField } from '../../shared/ui/TextField';
import { text } from '../../text';
import { AuthCard } from './AuthCard';
import { destination } from './destination';
import { PasswordField } from './PasswordField';

/** Begin a session, then go where one was going. */
export function SignInPage() {
  const words = text.auth.signIn;
  const search = useSearch({ from: '/sign-in' });
  const navigate = useNavigate();
  const signIn = useMutation({
    mutationFn: (credentials: Credentials) => session.signIn(credentials),
    onSuccess: () => navigate(destination(search)),
  });

  function submit(form: FormData): void {
    signIn.mutate({ email: String(form.get('email')), password: String(form.get('password')) });
  }

  return (
    <AuthCard
      title={words.title}
      heading={words.heading}
      lead={words.lead}
      aside={
        <>
          {words.noAccount}{' '}
          <Link to="/sign-up" search={search} className="font-semibold text-sea underline underline-offset-4">
            {words.signUp}
          </Link>
        </>
      }
    >
      <Form
        className="flex flex-col gap-5"
        validationErrors={fieldErrors(signIn.error, describeFieldProblem)}
        onSubmit={(event) => {
          event.preventDefault();
          if (!signIn.isPending) submit(new FormData(event.currentTarget));
        }}
      >
        {signIn.isError && <Alert>{describeProblem(signIn.error)}</Alert>}
        <TextField
          name="email"
          type="email"
          label={text.auth.email}
          autoComplete="username"
          isRequired
          maxLength={LoginSchema.properties.email.maxLength}
        />
        <PasswordField autoComplete="current-password" />
        <SubmitButton label={words.submit} pendingLabel={words.pending} isPending={signIn.isPending} />
      </Form>
    </AuthCard>
  );
}
