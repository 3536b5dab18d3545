import { labelStyle } from './field-style';

interface ChoiceProps<Value extends string> {
  name: string;
  label: string;
  options: Readonly<Record<Value, string>>;
  defaultValue: NoInfer<Value>;
}

const OPTION =
  'flex min-h-9 flex-1 cursor-pointer items-center justify-center rounded-md px-3 text-sm font-medium text-slate ' +
  'transition-colors hover:text-ink has-checked:bg-surface has-checked:text-ink has-checked:shadow-sm ' +
  'has-checked:ring-1 has-checked:ring-field/70 has-focus-visible:outline-2 has-focus-visible:outline-sea';

/** A few choices side by side, of which one holds. The browser's own radio buttons, in another coat. */
export function Choice<Value extends string>({ name, label, options, defaultValue }: ChoiceProps<Value>) {
  return (
    <fieldset className="flex min-w-0 flex-col">
      <legend className={`mb-1.5 ${labelStyle}`}>{label}</legend>
      <div className="relative flex min-h-11 gap-1 rounded-lg bg-raised p-1">
        {Object.entries<string>(options).map(([value, words]) => (
          <label key={value} className={OPTION}>
            <input type="radio" name={name} value={value} defaultChecked={value === defaultValue} className="sr-only" />
            {words}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
