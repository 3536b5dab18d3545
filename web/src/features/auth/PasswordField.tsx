import { useState } from 'react';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { Text } from 'react-aria-components/Text';
import { TextField } from 'react-aria-components/TextField';
import { FieldMessage } from '../../shared/ui/FieldMessage';
import { fieldStyle, labelStyle } from '../../shared/ui/field-style';
import { text } from '../../text';
import { EyeIcon } from './EyeIcon';

interface PasswordFieldProps {
  autoComplete: 'new-password' | 'current-password';
  description?: string;
  validate?: (password: string) => string | null;
}

/** A password that one may look at while typing, and paste. */
export function PasswordField({ autoComplete, description, validate }: PasswordFieldProps) {
  const [isShown, setShown] = useState(false);
  return (
    <TextField
      name="password"
      type={isShown ? 'text' : 'password'}
      autoComplete={autoComplete}
      spellCheck="false"
      autoCorrect="off"
      isRequired
      validate={validate}
      className="flex flex-col gap-1.5"
    >
      <Label className={labelStyle}>{text.auth.password}</Label>
      <div className="relative">
        <Input autoCapitalize="none" className={`${fieldStyle} pr-12`} />
        <button
          type="button"
          aria-pressed={isShown}
          aria-label={text.auth.showPassword}
          onClick={() => setShown(!isShown)}
          className="absolute inset-y-0 right-0 flex w-11 cursor-pointer items-center justify-center rounded-lg text-slate hover:text-ink"
        >
          <EyeIcon isOpen={isShown} />
        </button>
      </div>
      {description && (
        <Text slot="description" className="text-sm text-slate">
          {description}
        </Text>
      )}
      <FieldMessage />
    </TextField>
  );
}
