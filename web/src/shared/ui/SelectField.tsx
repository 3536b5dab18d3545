import { useContext, useId } from 'react';
import { FormValidationContext } from 'react-aria-components';
import { fieldStyle, labelStyle } from './field-style';

interface SelectFieldProps<Value extends string> {
  name: string;
  label: string;
  options: Readonly<Record<Value, string>>;
  defaultValue?: NoInfer<Value>;
  /** With `onChange`: the page keeps the value. */
  value?: NoInfer<Value>;
  onChange?: (value: NoInfer<Value>) => void;
  description?: string;
  /** The label stands before it, not above. */
  isInline?: boolean;
  className?: string;
}

/** One of several. The browser's own select, with its label, its help and what the server said about it. */
export function SelectField<Value extends string>({
  label,
  options,
  onChange,
  description,
  isInline = false,
  className = '',
  ...select
}: SelectFieldProps<Value>) {
  const id = useId();
  const refused = [useContext(FormValidationContext)?.[select.name] ?? []].flat().join(' ');
  return (
    <div className={`flex min-w-0 ${isInline ? 'items-center gap-3' : 'flex-col gap-1.5'} ${className}`}>
      <label htmlFor={id} className={`${labelStyle} flex-none`}>
        {label}
      </label>
      <select
        {...select}
        id={id}
        aria-describedby={`${id}-help`}
        aria-invalid={refused !== '' || undefined}
        data-invalid={refused !== '' || undefined}
        onChange={(event) => onChange?.(event.currentTarget.value as Value)}
        className={`${fieldStyle} cursor-pointer`}
      >
        {Object.entries<string>(options).map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
      <p id={`${id}-help`} className="text-sm empty:hidden">
        {refused ? <span className="font-medium text-alarm">{refused}</span> : null}
        {description && !refused ? <span className="text-slate">{description}</span> : null}
      </p>
    </div>
  );
}
