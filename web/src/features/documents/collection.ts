/** A JSON Schema, as far as the API's models use it. */
export interface JsonSchema {
  type?: string;
  format?: string;
  description?: string;
  anyOf?: readonly JsonSchema[];
  items?: JsonSchema;
  properties?: Readonly<Record<string, JsonSchema>>;
  required?: readonly string[];
  enum?: readonly (string | number | boolean)[];
  const?: string | number | boolean;
  default?: unknown;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  minItems?: number;
  maxItems?: number;
  pattern?: string;
  additionalProperties?: unknown;
}

/** What the API says of a declared collection; `src/api/collections.gen.ts` has them all. */
export interface CollectionDescription {
  name: string;
  path: string;
  /** Whether another owner's part can be asked for, and everybody's at once. */
  hasOwner: boolean;
  hasAll: boolean;
  sorts: readonly string[];
  /** Fields that a list can be asked for by equality; without choices any value. */
  filters: readonly { name: string; choices: readonly (string | number | boolean)[] }[];
  read: JsonSchema;
  create: JsonSchema;
  patch: JsonSchema;
  counters: readonly string[];
}

/** A document of any collection. */
export interface AnyDocument {
  id: string;
  version: number;
  owner_id?: string;
  updated_at?: string;
  [field: string]: unknown;
}

/** What the API adds to the fields of every document. */
export const SYSTEM_FIELDS: readonly string[] = ['id', 'version', 'created_at', 'updated_at', 'owner_id', 'author_id'];
