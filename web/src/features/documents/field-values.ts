import { documentsText } from '../../text/documents';
import type { Field } from './fields';

/** What stands in a field of the form for a value of a document. */
export function toText({ kind, schema }: Field, value: unknown = schema.default): string {
  if (value === undefined || value === null) return '';
  if (kind === 'lines') return (value as string[]).join('\n');
  if (kind === 'json') return JSON.stringify(value, undefined, 2);
  return String(value);
}

/** Read what stands in a field. Throws a SyntaxError in words where it is none of what the field can hold. */
export function toValue(field: Field, text: string): unknown {
  const { kind, isNullable, schema } = field;
  if (text.trim() === '' && isNullable) return null;
  switch (kind) {
    case 'integer':
    case 'number':
      return toNumber(text, kind === 'integer');
    case 'decimal':
      if (!/^-?\d+(\.\d+)?$/.test(text.trim())) throw new SyntaxError(documentsText.notANumber);
      return text.trim();
    case 'boolean':
      return text === 'true';
    case 'choice':
      return (schema.enum ?? [schema.const]).find((choice) => String(choice) === text) ?? text;
    case 'lines':
      return text.split('\n').filter((line) => line.trim() !== '');
    case 'json':
      return toJson(text);
    default:
      return text;
  }
}

function toNumber(text: string, isWhole: boolean): number {
  const value = Number(text);
  const isFine = text.trim() !== '' && (isWhole ? Number.isSafeInteger(value) : Number.isFinite(value));
  if (!isFine) throw new SyntaxError(isWhole ? documentsText.notAnInteger : documentsText.notANumber);
  return value;
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SyntaxError(documentsText.notJson);
  }
}

/** What is wrong with what stands in a field, or nothing. */
export function problemOf(field: Field, text: string): string | null {
  if (text.trim() === '' && (!field.isRequired || field.isNullable)) return null;
  try {
    toValue(field, text);
    return null;
  } catch (error) {
    if (error instanceof SyntaxError) return error.message;
    throw error;
  }
}

/**
 * Read a form into a body. A field that may be left out, and was left empty, is left out; one that had a value and has
 * none any more is removed, as null.
 */
export function toBody(fields: readonly Field[], form: FormData, before: Readonly<Record<string, unknown>> = {}) {
  const body: Record<string, unknown> = {};
  for (const field of fields) {
    const text = String(form.get(field.name) ?? '');
    const isEmpty = text.trim() === '' && !['text', 'long-text', 'lines'].includes(field.kind);
    if (isEmpty && !field.isNullable && !field.isRequired) continue;
    if (text === '' && !field.isRequired && !(field.name in before)) continue;
    body[field.name] = toValue(field, text);
  }
  return body;
}
