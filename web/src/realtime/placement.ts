/** What lists are made of. Ids grow with time. */
export interface ListedDocument {
  id: string;
  version: number;
}

/** The query of a list, as the generated client takes it. */
export interface ListQuery {
  readonly sort?: unknown;
  readonly owner?: unknown;
  readonly [name: string]: unknown;
}

// What says which part of a list is read, and not what belongs into it.
const PAGING = new Set(['limit', 'cursor', 'sort', 'scope']);

/**
 * Whether a document belongs into a list by its filters, or `undefined` where only the server can say: a field that
 * has to be equal is simple, ranges and prefixes are compared as the server stores them.
 */
export function belongs(document: object, query: ListQuery = {}): boolean | undefined {
  for (const [name, wanted] of Object.entries(query)) {
    if (PAGING.has(name) || wanted === undefined || wanted === null) continue;
    const field = name === 'owner' ? 'owner_id' : name;
    if (!(field in document)) return undefined;
    if (fieldOf(document, field) !== wanted) return false;
  }
  return true;
}

/** Whether the order of a list by this document can be told here: ids, days, moments and words; numbers are the server's. */
export function isSortable(document: ListedDocument, query: ListQuery = {}): boolean {
  const { field } = sortOf(query);
  if (field === 'id') return true;
  const value = fieldOf(document, field);
  return value === null || (typeof value === 'string' && !/^[-+]?[\d.]+$/.test(value));
}

/** Compare two documents as a list sorts them: null last, and the ids decide between equals. */
export function inOrderOf(query: ListQuery = {}) {
  const { field, sign } = sortOf(query);
  return (one: ListedDocument, other: ListedDocument): number =>
    sign * (compare(fieldOf(one, field), fieldOf(other, field)) || compare(one.id, other.id));
}

function sortOf(query: ListQuery): { field: string; sign: 1 | -1 } {
  const sort = typeof query.sort === 'string' ? query.sort : '-id';
  return sort.startsWith('-') ? { field: sort.slice(1), sign: -1 } : { field: sort, sign: 1 };
}

const fieldOf = (document: object, field: string) => (document as Readonly<Record<string, unknown>>)[field];

function compare(one: unknown, other: unknown): number {
  if (one === other) return 0;
  if (one === null) return 1;
  if (other === null) return -1;
  return String(one) < String(other) ? -1 : 1;
}
