import { labelStyle } from '../../shared/ui/field-style';
import { accountText } from '../../text/account';

const words = accountText.profile.clash;

const OPTION =
  'flex min-h-11 flex-1 basis-48 cursor-pointer items-start gap-3 rounded-lg border border-field p-3.5 ' +
  'has-checked:border-sea has-checked:ring-1 has-checked:ring-sea has-focus-visible:outline-2 ' +
  'has-focus-visible:outline-offset-2 has-focus-visible:outline-sea';

interface ClashChoiceProps {
  name: string;
  label: string;
  mine: string;
  theirs: string;
}

/** Two values of one field, of which one is kept. */
export function ClashChoice({ name, label, mine, theirs }: ClashChoiceProps) {
  const values = { mine, theirs };
  return (
    <fieldset className="min-w-0">
      <legend className={`mb-1.5 ${labelStyle}`}>{label}</legend>
      <div className="flex flex-wrap gap-3">
        {(['mine', 'theirs'] as const).map((side) => (
          <label key={side} className={OPTION}>
            <input
              type="radio"
              name={name}
              value={side}
              defaultChecked={side === 'mine'}
              className="mt-1 size-4 flex-none accent-sea outline-none"
            />
            <span className="min-w-0">
              <span className="block text-sm text-slate">{words[side]}</span>
              <span className="font-medium wrap-anywhere">{values[side]}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
