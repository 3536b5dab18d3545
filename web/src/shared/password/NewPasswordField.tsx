import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { authOptionsOptions } from '../../api/@tanstack/react-query.gen';
import { RegistrationSchema } from '../../api/schemas.gen';
import { passwordText } from '../../text/password';
import { LengthHint } from './LengthHint';
import { PasswordField } from './PasswordField';
import { lengthOf, passwordProblem } from './password-rule';

const everywhere = RegistrationSchema.properties.password;

/** A password that is being chosen, with the rule it keeps and how far it is. */
export function NewPasswordField({ name, label }: { name?: string; label?: string }) {
  const options = useQuery(authOptionsOptions());
  const [length, setLength] = useState(0);
  // What this deployment asks for; until it has answered, what every deployment does.
  const rule = {
    least: options.data?.password_min_length ?? everywhere.minLength,
    most: options.data?.password_max_length ?? everywhere.maxLength,
  };
  return (
    <PasswordField
      name={name}
      label={label}
      autoComplete="new-password"
      description={passwordText.rule(rule.least)}
      validate={(value) => passwordProblem(value, rule)}
      onChange={(value) => setLength(lengthOf(value))}
      aside={<LengthHint length={length} least={rule.least} />}
    />
  );
}
