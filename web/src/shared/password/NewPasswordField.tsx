import { useQuery } from '@tanstack/react-query';
import { authOptionsOptions } from '../../api/@tanstack/react-query.gen';
import { RegistrationSchema } from '../../api/schemas.gen';
import { passwordText } from '../../text/password';
import { PasswordField } from './PasswordField';
import { passwordProblem } from './password-rule';

const everywhere = RegistrationSchema.properties.password;

/** A password that is being chosen, with the rule it keeps. */
export function NewPasswordField({ label }: { label?: string }) {
  const options = useQuery(authOptionsOptions());
  // What this deployment asks for; until it has answered, what every deployment does.
  const rule = {
    least: options.data?.password_min_length ?? everywhere.minLength,
    most: options.data?.password_max_length ?? everywhere.maxLength,
  };
  return (
    <PasswordField
      label={label}
      autoComplete="new-password"
      description={passwordText.rule(rule.least)}
      validate={(value) => passwordProblem(value, rule)}
    />
  );
}
