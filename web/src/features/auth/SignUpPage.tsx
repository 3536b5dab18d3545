import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Form } from 'react-aria-components/Form';
import { authOptionsOptions } from '../../api/@tanstack/react-query.gen';
import { RegistrationSchema } from '../../api/schemas.gen';
import { describeFieldProblem, describeProblem } from '../../shared/http/describe-problem';
import { fieldErrors } from '../../shared/http/problem-error';
import { Alert } from '../../shared/ui/Alert';
import { SubmitButton } from '../../shared/ui/SubmitButton';
import { TextField } from '../../shared/ui/TextField';
import { text } from '../../text';
import { AuthCard } from './AuthCard';
import { destination } from './destination';
import { PasswordField } from './PasswordField';
import { passwordProblem } from './password-rule';
import { useSignUp } from './use-sign-up';

const rules = RegistrationSchema.properties;

/** Make an account and go straight on, signed in. */
export function SignUpPage() {
  const words = text.auth.signUp;
  const search = useSearch({ from: '/sign-up' });
  const navigate = useNavigate();
  const options = useQuery(authOptionsOptions());
  const signUp = useSignUp();

  // What this deployment asks for; until it has answered, what every deployment does.
  const password = {
    least: options.data?.password_min_length ?? rules.password.minLength,
    most: options.data?.password_max_length ?? rules.password.maxLength,
  };

  function submit(form: FormData): void {
    const registration = {
      email: String(form.get('email')),
      password: String(form.get('password')),
      name: String(form.get('name')).trim() || null,
    };
    signUp.mutate(registration, { onSuccess: () => navigate(destination(search)) });
  }

  return (
    <AuthCard
      title={words.title}
      heading={words.heading}
      lead={words.lead}
      aside={
        <>
          {words.haveAccount}{' '}
          <Link to="/sign-in" search={search} className="font-semibold text-sea underline underline-offset-4">
            {words.signIn}
          </Link>
        </>
      }
    >
      <Form
        className="flex flex-col gap-5"
        validationErrors={fieldErrors(signUp.error, describeFieldProblem)}
        onSubmit={(event) => {
          event.preventDefault();
          if (!signUp.isPending) submit(new FormData(event.currentTarget));
        }}
      >
        {signUp.isError && (
          <Alert>
            {signUp.isAccountReady && <p className="font-semibold">{words.accountReady}</p>}
            <p>{describeProblem(signUp.error)}</p>
          </Alert>
        )}
        <TextField
          name="email"
          type="email"
          label={text.auth.email}
          autoComplete="username"
          isRequired
          maxLength={rules.email.maxLength}
        />
        <PasswordField
          autoComplete="new-password"
          description={text.auth.passwordRule(password.least)}
          validate={(value) => passwordProblem(value, password)}
        />
        <TextField
          name="name"
          label={text.auth.name}
          description={words.nameHelp}
          autoComplete="name"
          isOptional
          maxLength={rules.name.anyOf[0].maxLength}
        />
        <SubmitButton label={words.submit} pendingLabel={words.pending} isPending={signUp.isPending} />
      </Form>
    </AuthCard>
  );
}
