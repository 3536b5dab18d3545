import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { Text } from 'react-aria-components/Text';
import { TextArea } from 'react-aria-components/TextArea';
import { TextField as AriaTextField, type TextFieldProps as AriaTextFieldProps } from 'react-aria-components/TextField';
import { text } from '../../text';
import { FieldMessage } from './FieldMessage';
import { fieldStyle, labelStyle } from './field-style';

interface TextFieldProps extends Omit<AriaTextFieldProps, 'children' | 'className' | 'style'> {
  name: string;
  label: string;
  description?: string;
  isOptional?: boolean;
  /** With `type="number"`, or a day or time. */
  min?: number | string;
  max?: number | string;
  /** More than one line makes it a text area. */
  rows?: number;
  className?: string;
}

/** A labelled line or area of text, with its help and its error. */
export function TextField({
  label,
  description,
  isOptional,
  min,
  max,
  rows = 1,
  className = '',
  ...field
}: TextFieldProps) {
  return (
    <AriaTextField {...field} className={`flex min-w-0 flex-col gap-1.5 ${className}`}>
      <Label className={labelStyle}>
        {label}
        {isOptional && <span className="font-normal text-slate"> · {text.fields.optional}</span>}
      </Label>
      {rows > 1 ? (
        <TextArea rows={rows} className={`${fieldStyle} resize-y`} />
      ) : (
        <Input min={min} max={max} className={fieldStyle} />
      )}
      {description && (
        <Text slot="description" className="text-sm text-slate">
          {description}
        </Text>
      )}
      <FieldMessage />
    </AriaTextField>
  );
}
