import type { CollectionDescription, JsonSchema } from './collection';

/** How a field is edited. `decimal` is an exact number that travels as text; `json` is whatever else there is. */
export type FieldKind =
  | 'text'
  | 'long-text'
  | 'integer'
  | 'number'
  | 'decimal'
  | 'boolean'
  | 'choice'
  | 'date'
  | 'moment'
  | 'lines'
  | 'json';

/** A field of a form, out of the schema of a body. */
export interface Field {
  name: string;
  kind: FieldKind;
  schema: JsonSchema;
  isRequired: boolean;
  isNullable: boolean;
}

// Longer texts get more than a line.
const LINE = 200;

/** Return the fields of a body, in the order of the model. */
export function fieldsOf(body: JsonSchema): Field[] {
  return Object.entries(body.properties ?? {}).map(([name, declared]) => {
    const options = declared.anyOf ?? [declared];
    const isNullable = options.some(({ type }) => type === 'null');
    const present = options.filter(({ type }) => type !== 'null');
    const kind = kindOf(present);
    // What is said beside `anyOf` holds for the field as a whole.
    const schema = { ...(present.find(({ type }) => type === 'string') ?? present[0]), ...withoutOptions(declared) };
    return { name, kind, schema, isRequired: body.required?.includes(name) ?? false, isNullable };
  });
}

/** Return the fields of an edit. There null always means something, but as a value only where the document may hold it. */
export function fieldsOfEdit({ patch, read }: Pick<CollectionDescription, 'patch' | 'read'>): Field[] {
  const nullable = new Set(fieldsOf(read).flatMap(({ name, isNullable }) => (isNullable ? [name] : [])));
  return fieldsOf(patch).map((field) => ({ ...field, isNullable: nullable.has(field.name) }));
}

function kindOf(options: readonly JsonSchema[]): FieldKind {
  const [first, second] = options;
  if (first === undefined) return 'json';
  if (second !== undefined) {
    const types = options.map(({ type }) => type).toSorted();
    return types.join() === 'number,string' ? 'decimal' : 'json';
  }
  if (first.enum !== undefined || first.const !== undefined) return 'choice';
  switch (first.type) {
    case 'string':
      return kindOfText(first);
    case 'integer':
    case 'number':
    case 'boolean':
      return first.type;
    case 'array':
      return first.items?.type === 'string' && first.items.enum === undefined ? 'lines' : 'json';
    default:
      return 'json';
  }
}

function kindOfText({ format, maxLength }: JsonSchema): FieldKind {
  if (format === 'date') return 'date';
  if (format === 'date-time') return 'moment';
  return maxLength === undefined || maxLength > LINE ? 'long-text' : 'text';
}

const withoutOptions = ({ anyOf: _, ...rest }: JsonSchema): JsonSchema => rest;
