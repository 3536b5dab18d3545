import { SelectField } from '../../shared/ui/SelectField';
import { TextField } from '../../shared/ui/TextField';
import { documentsText } from '../../text/documents';
import { problemOf, toText } from './field-values';
import type { Field } from './fields';

const words = documentsText.form;
const ROWS = { 'long-text': 4, lines: 4, json: 6 } as const;
const INPUTS = { integer: 'numeric', number: 'decimal', decimal: 'decimal' } as const;
const HELP = { lines: words.linesHelp, json: words.jsonHelp } as const;

/** Edits one field of a document, in the way that its schema asks for. */
export function DocumentField({ field, value }: { field: Field; value: unknown }) {
  const { name, kind, schema, isRequired, isNullable } = field;
  const text = toText(field, value);
  const help = [schema.description, kind in HELP ? HELP[kind as keyof typeof HELP] : undefined]
    .filter((each) => each !== undefined)
    .join(' ');

  if (kind === 'boolean' || kind === 'choice') {
    const none: Record<string, string> = isNullable || text === '' ? { '': '–' } : {};
    const choices = kind === 'boolean' ? { true: words.yes, false: words.no } : choicesOf(field);
    return (
      <SelectField name={name} label={name} description={help} options={{ ...none, ...choices }} defaultValue={text} />
    );
  }
  return (
    <TextField
      name={name}
      label={name}
      description={help}
      defaultValue={text}
      isRequired={isRequired && !isNullable && (schema.minLength ?? 0) > 0}
      isOptional={!isRequired}
      type={kind === 'date' ? 'date' : 'text'}
      rows={kind in ROWS ? ROWS[kind as keyof typeof ROWS] : 1}
      maxLength={kind === 'text' || kind === 'long-text' ? schema.maxLength : undefined}
      inputMode={kind in INPUTS ? INPUTS[kind as keyof typeof INPUTS] : undefined}
      autoComplete="off"
      validate={(entered) => problemOf(field, entered)}
    />
  );
}

const choicesOf = ({ schema }: Field): Record<string, string> =>
  Object.fromEntries((schema.enum ?? [schema.const ?? '']).map((choice) => [String(choice), String(choice)]));
