import { type ReactNode, useState } from 'react';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { Text } from 'react-aria-components/Text';
import { TextField } from 'react-aria-components/TextField';
import { passwordText } from '../../text/password';
import { FieldMessage } from '../ui/FieldMessage';
import { fieldStyle, labelStyle } from '../ui/field-style';
import { EyeIcon } from './EyeIcon';

interface PasswordFieldProps {
  name?: string;
  label?: string | undefined;
  autoComplete: 'new-password' | 'current-password';
  description?: string;
  validate?: (password: string) => string | null;
  onChange?: (password: string) => void;
  /** Stands beside the label, and comes after the field for the keyboard. */
  aside?: ReactNode;
}

/** A password that one may look at while typing, and paste. */
export function PasswordField({
  name = 'password',
  label = passwordText.label,
  autoComplete,
  description,
  validate,
  onChange,
  aside,
}: PasswordFieldProps) {
  const [isShown, setShown] = useState(false);
  return (
    <TextField
      name={name}
      type={isShown ? 'text' : 'password'}
      autoComplete={autoComplete}
      spellCheck="false"
      autoCorrect="off"
      isRequired
      validate={validate}
      onChange={onChange}
      className="relative flex flex-col gap-1.5"
    >
      <Label className={labelStyle}>{label}</Label>
      <div className="relative">
        <Input autoCapitalize="none" className={`${fieldStyle} pr-12`} />
        <button
          type="button"
          aria-pressed={isShown}
          aria-label={passwordText.show}
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
      {aside && <div className="absolute top-0 right-0 text-sm">{aside}</div>}
    </TextField>
  );
}
