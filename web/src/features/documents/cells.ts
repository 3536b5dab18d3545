import { momentOf } from '../../shared/ui/dates';
import { type AnyDocument, type CollectionDescription, SYSTEM_FIELDS } from './collection';

const MOST_COLUMNS = 4;

/** The fields that tell most of a document: the model's own first, short ones before long ones. */
export function columnsOf({ read }: CollectionDescription): string[] {
  const own = Object.entries(read.properties ?? {}).filter(([name]) => !SYSTEM_FIELDS.includes(name));
  const isShort = ([, schema]: (typeof own)[number]) =>
    schema.type !== 'array' && schema.type !== 'object' && (schema.maxLength ?? 0) <= 1_000;
  const short = own.filter(isShort);
  return (short.length > 0 ? short : own).map(([name]) => name).slice(0, MOST_COLUMNS);
}

/** A value in a line of text. */
export function inWords(value: unknown, field: string): string {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'string')
    return field.endsWith('_at') && !Number.isNaN(Date.parse(value)) ? momentOf(value) : value;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** By what a document is known best: the first of its own fields that is a text. */
export function titleOf(collection: CollectionDescription, document: AnyDocument): string {
  const texts = columnsOf(collection).map((name) => document[name]);
  return texts.find((value): value is string => typeof value === 'string' && value !== '') ?? document.id;
}
