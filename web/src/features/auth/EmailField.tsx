import { LoginSchema } from '../../api/schemas.gen';
import { TextField } from '../../shared/ui/TextField';
import { authText } from '../../text/auth';

/** The address somebody signs in with. */
export function EmailField() {
  return (
    <TextField
      name="email"
      type="email"
      label={authText.email}
      autoComplete="username"
      isRequired
      maxLength={LoginSchema.properties.email.maxLength}
    />
  );
}
